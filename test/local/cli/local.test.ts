import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { local } from "../../../local/cli/local";

afterEach(() => vi.restoreAllMocks());

describe("npm run local", () => {
  it("explains itself", async () => {
    const written: string[] = [];
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    expect(await local(["--help"])).toBe(0);
    expect(written.join("")).toMatch(/^usage: npm run local -- \[up\|verify\|status\|kubeconfig\|down\]/);
  });

  it.each([[["start"]], [["up", "down"]]])("fails when the command is unknown: %j", async (args) => {
    await expect(local(args)).rejects.toThrow(
      `the command must be one of up, verify, down, status, kubeconfig, got "${args.join(" ")}"; see --help`,
    );
  });

  it("fails when an option is unknown", async () => {
    await expect(local(["--team-file", "x"])).rejects.toThrow(/Unknown option '--team-file'/);
  });

  it("fails when the stack has no stack file, and leaves nothing behind", async () => {
    const folder = mkdtempSync(join(tmpdir(), "local-cli-"));
    await expect(local(["--stack", "none", "--state", join(folder, "state")])).rejects.toThrow(
      /^there is no stack "none": Pulumi.none.yaml does not exist; the stacks are /,
    );
    expect(readdirSync(folder)).toEqual([]);
    rmSync(folder, { recursive: true });
  });
});
