import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { writeComment } from "../../../local/cli/comment";
import { commentMark } from "../../../report/comment";
import { FakeGitLab } from "../../support/fake-gitlab";

const token = "glpat-planted";
let gitlab: FakeGitLab;
let out: string;
let written: string;
let env: NodeJS.ProcessEnv;

beforeEach(async () => {
  gitlab = await FakeGitLab.start(token);
  out = mkdtempSync(join(tmpdir(), "comment-"));
  written = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
  env = {
    CI_API_V4_URL: gitlab.api,
    CI_PROJECT_ID: "7",
    CI_MERGE_REQUEST_IID: "12",
    CI_PIPELINE_URL: "https://gitlab.example.com/pipelines/1",
    CI_COMMIT_SHORT_SHA: "abc1234",
    PLATFORM_BOT_TOKEN: token,
  };
  planned("dev");
});
afterEach(async () => {
  vi.restoreAllMocks();
  await gitlab.stop();
  rmSync(out, { recursive: true });
});

function planned(stack: string, cost: object | null = null) {
  mkdirSync(join(out, stack), { recursive: true });
  writeFileSync(
    join(out, stack, "plan.json"),
    JSON.stringify({ version: 1, stack, resources: [], findings: [], charts: [], cost }),
  );
  writeFileSync(join(out, stack, "plan.md"), `## ${stack}: ready to deploy\n`);
}

function previewed(stack: string, preview: unknown) {
  writeFileSync(join(out, stack, "preview.json"), typeof preview === "string" ? preview : JSON.stringify(preview));
}

const run = (...args: string[]) => writeComment(["--out", out, ...args], env);

describe("npm run comment", () => {
  it("explains itself", async () => {
    expect(await run("--help")).toBe(0);
    expect(written).toMatch(/^usage: npm run comment -- \[options\]/);
  });

  it("writes one comment, and replaces it the next time", async () => {
    gitlab.notes.push({ id: 1, body: "Looks good", system: false }, { id: 2, body: commentMark, system: true });
    expect(await run()).toBe(0);
    expect(gitlab.notes).toHaveLength(3);
    expect(gitlab.notes[2]!.body.split("\n").slice(0, 2)).toEqual([commentMark, "# Plan of one stack at abc1234"]);
    planned("production");
    expect(await run()).toBe(0);
    expect(gitlab.notes).toHaveLength(3);
    expect(gitlab.notes[0]!.body).toBe("Looks good");
    expect(gitlab.notes[2]!.body).toContain("# Plan of 2 stacks at abc1234");
    expect(written).toBe("Wrote the comment on merge request !12\nReplaced the comment on merge request !12\n");
  });

  it("holds the actions of a preview", async () => {
    previewed("dev", {
      steps: [
        { op: "same", urn: "urn:pulumi:dev::platform::pulumi:pulumi:Stack::platform-dev" },
        { op: "update", urn: "urn:pulumi:dev::platform::a:b:C$kubernetes:core/v1:Namespace::payments" },
        { op: "create-replacement", urn: "urn:pulumi:dev::platform::aws:kms/key:Key::vault" },
        { op: "replace", urn: "urn:pulumi:dev::platform::aws:kms/key:Key::vault" },
        { op: "delete-replaced", urn: "urn:pulumi:dev::platform::aws:kms/key:Key::vault" },
      ],
      changeSummary: { same: 1, update: 1, replace: 1 },
      diagnostics: [
        { severity: "warning", message: "old" },
        { severity: "error", message: "quota\nreached\n" },
      ],
    });
    expect(await run("--print")).toBe(0);
    expect(gitlab.calls).toEqual([]);
    expect(written).toBe(`${commentMark}
# Plan of one stack at abc1234

| Stack | Create | Update | Replace | Delete | Findings | Cost a month |
| --- | --- | --- | --- | --- | --- | --- |
| dev | 0 | 1 | 1 | 0 | 0 mandatory, 0 advisory | - |

<details><summary>dev</summary>

**Error:** quota reached

- update \`kubernetes:core/v1:Namespace::payments\`
- replace \`aws:kms/key:Key::vault\`

## dev: ready to deploy

</details>

[Pipeline](https://gitlab.example.com/pipelines/1) with every report as an artifact. This comment is replaced by the next pipeline.
`);
  });

  it("says where nobody asked the cloud", async () => {
    await run("--print");
    expect(written).toContain("| dev | - | - | - | - | 0 mandatory, 0 advisory | - |");
    expect(written).toContain("Not compared with what is deployed: this pipeline has no credentials for the stack.");
  });

  it("holds what a stack costs, and what the change adds", async () => {
    planned("dev", { monthlyUsd: 1234.4, change: { monthlyUsd: 12, maximumUsd: 12 } });
    planned("staging", { monthlyUsd: 99, change: null });
    await run("--print");
    expect(written).toContain("| about $1,234, $12 more than in the last plan |");
    expect(written).toContain("| about $99 |");
  });

  it("stops listing changes at thirty", async () => {
    const steps = Array.from({ length: 32 }, (_, i) => ({ op: "create", urn: `urn:pulumi:dev::p::a:b:C::${i}` }));
    previewed("dev", { steps, changeSummary: { create: 32 } });
    await run("--print");
    expect(written.match(/^- create/gm)).toHaveLength(30);
    expect(written).toContain("- and 2 more, in the preview's log");
  });

  it.each([
    ["nothing", "", "nothing"],
    ["no JSON", "error: no stack", "something that is no JSON"],
    ["another shape", { steps: 3 }, "JSON of another shape"],
  ])("refuses a preview that is %s", async (_, preview, got) => {
    previewed("dev", preview);
    await expect(run()).rejects.toThrow(
      `${join(out, "dev", "preview.json")} must hold the output of pulumi preview --json, got ${got}; see the log of the preview job`,
    );
    expect(gitlab.calls).toEqual([]);
  });

  it.each([
    [
      "CI_API_V4_URL",
      "CI_API_V4_URL and CI_PROJECT_ID must be set, got neither or one of them; run this in a GitLab pipeline",
    ],
    [
      "CI_MERGE_REQUEST_IID",
      "CI_MERGE_REQUEST_IID must be set, got nothing; run this in a pipeline of a merge request, or with --print",
    ],
    [
      "PLATFORM_BOT_TOKEN",
      "PLATFORM_BOT_TOKEN must be set, got nothing; add a masked CI/CD variable with a project access token, scope api, role Reporter",
    ],
  ])("fails without %s", async (name, message) => {
    delete env[name];
    await expect(run()).rejects.toThrow(message);
  });

  it("names the token's rights when GitLab refuses it, and not the token", async () => {
    env["PLATFORM_BOT_TOKEN"] = "glpat-old";
    const error = await run().catch((thrown: Error) => thrown.message);
    expect(error).toBe(
      "PLATFORM_BOT_TOKEN must be a project access token with scope api and role Reporter, got 401 for GET /api/v4/projects/7/merge_requests/12/notes; make a new one or mend its rights",
    );
  });

  it("fails where GitLab does not answer", async () => {
    await gitlab.stop();
    await expect(run()).rejects.toThrow(
      /^CI_API_V4_URL must be an address that answers, got http:.*; is GitLab reachable/,
    );
    gitlab = await FakeGitLab.start(token);
  });

  it("fails where nothing was planned", async () => {
    const empty = mkdtempSync(join(tmpdir(), "comment-none-"));
    for (const folder of [empty, join(empty, "none")]) {
      await expect(writeComment(["--out", folder], env)).rejects.toThrow(
        `--out must be a folder with STACK/plan.json, got "${folder}"; run npm run plan first`,
      );
    }
    rmSync(empty, { recursive: true });
  });
});
