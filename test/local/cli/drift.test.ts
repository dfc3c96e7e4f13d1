import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { drift } from "../../../local/cli/drift";
import { FakeGitLab } from "../../support/fake-gitlab";

let gitlab: FakeGitLab;
let folder: string;
let file: string;
let written: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  gitlab = await FakeGitLab.start("glpat-planted");
  folder = mkdtempSync(join(tmpdir(), "drift-"));
  file = join(folder, "drift.json");
  written = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
  env = {
    CI_API_V4_URL: gitlab.api,
    CI_PROJECT_ID: "7",
    CI_JOB_URL: "https://gitlab.example.com/jobs/1",
    PLATFORM_BOT_TOKEN: "glpat-planted",
  };
});
afterEach(async () => {
  vi.restoreAllMocks();
  await gitlab.stop();
  rmSync(folder, { recursive: true });
});

const namespace = "urn:pulumi:dev::platform::a:b:C$kubernetes:core/v1:Namespace::payments";
const differs = { steps: [{ op: "update", urn: namespace }] };
const same = {
  steps: [
    { op: "same", urn: namespace },
    { op: "refresh", urn: namespace },
  ],
};

async function run(preview: unknown, ...args: string[]): Promise<number> {
  writeFileSync(file, JSON.stringify(preview));
  return await drift(["dev", "--preview", file, ...args], env);
}

const text = `What is deployed for \`dev\` differs from the program: somebody changed it by hand, or a deployment is missing.

- would update \`kubernetes:core/v1:Namespace::payments\`

What to do: find out who changed it and why. Keep the change by a merge request to this project, or undo it by
running the deploy job of the stack again. The issue closes itself when nothing differs any more.

[Job](https://gitlab.example.com/jobs/1)
`;

describe("npm run drift", () => {
  it("explains itself", async () => {
    expect(await drift(["--help"], {})).toBe(0);
    expect(written).toMatch(/^usage: npm run drift -- STACK --preview FILE \[options\]/);
  });

  it("opens one issue, brings it up to date, and closes it", async () => {
    expect(await run(differs)).toBe(1);
    expect(gitlab.issues).toMatchObject([
      { title: "Drift: dev", labels: "drift::dev", state: "opened", description: text },
    ]);
    expect(await run({ steps: [...differs.steps, { op: "delete", urn: "urn:pulumi:dev::p::a:b:C::x" }] })).toBe(1);
    expect(gitlab.issues).toHaveLength(1);
    expect(gitlab.issues[0]!.description).toContain("- would delete `a:b:C::x`");
    expect(await run(same)).toBe(0);
    expect(gitlab.issues).toMatchObject([{ state: "closed", notes: ["Nothing differs any more."] }]);
    expect(await run(same)).toBe(0);
    const place = "issue #1 (https://gitlab.example.com/issues/1)";
    expect(written).toBe(
      `dev: 1 resource differs, opened ${place}\ndev: 2 resources differ, see ${place}\n` +
        `dev: nothing differs any more, closed ${place}\ndev: nothing differs\n`,
    );
  });

  it("prints without GitLab", async () => {
    expect(await run(differs, "--print")).toBe(1);
    expect(written).toBe(text);
    expect(gitlab.calls).toEqual([]);
  });

  it("says nothing after a preview that failed", async () => {
    const failed = { ...same, diagnostics: [{ severity: "error", message: "no credentials\n" }] };
    await expect(run(failed)).rejects.toThrow(`${file} must be of a preview that succeeded, got: no credentials`);
    expect(gitlab.calls).toEqual([]);
  });

  it.each([
    [[], "STACK must be one stack, got 0; write npm run drift -- dev --preview FILE"],
    [["dev", "staging"], "STACK must be one stack, got 2; write npm run drift -- dev --preview FILE"],
    [["dev"], "--preview must be a file, got nothing; --help says which command writes it"],
    [["dev", "--preview", "/none.json"], "/none.json must hold the output of pulumi preview --json, got no such file"],
  ])("fails with one message: %j", async (args, message) => {
    await expect(drift(args, env)).rejects.toThrow(message);
  });
});
