import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { Layout, up } from "../../../local/controlplane";
import * as folder from "../../../local/controlplane/folder";
import { UserError } from "../../../local/lib/errors";
import { acquireLock } from "../../../local/toolchain/lock";

vi.mock("../../../local/toolchain", async (original) => ({
  ...(await original<object>()),
  ensureTools: () => Promise.resolve({}),
}));

let base: string;
let directory: string;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "platform-up-"));
  directory = join(base, "local");
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(base, { recursive: true, force: true });
});

const start = (log: (line: string) => void = () => undefined, signal?: AbortSignal) =>
  up({ directory, contextName: "test", log, signal });

it("fails when the disk is full, and releases its lock", async () => {
  vi.spyOn(folder, "claimFolder").mockImplementation(() => {
    throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
  });
  await expect(start()).rejects.toThrow(
    new UserError(
      `the disk of ${new Layout(directory).directory} must have room for the control plane, got none; ` +
        "free some space there and run it again",
    ),
  );
  expect(readdirSync(base)).toEqual([]);
});

it("waits for another that is at work on the folder, and says so", async () => {
  const other = await acquireLock(new Layout(directory).lock());
  const lines: string[] = [];
  await expect(start((line) => lines.push(line), AbortSignal.timeout(300))).rejects.toThrow();
  expect(lines).toEqual([`process ${process.pid} is at work on ${new Layout(directory).directory}, waiting for it`]);
  await other.release();
  expect(readdirSync(base)).toEqual([]);
});
