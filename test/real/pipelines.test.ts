import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../local/lib/project";
import type { Plan } from "../../report/plan";
import { checkout, git, gitlabCiLocal, jobsOf, type Variables } from "../support/gitlab-ci";

/**
 * This project's pipelines: gitlab-ci-local decides which jobs an event starts, and runs their scripts in a shell.
 */
const project = "platform/infrastructure";

let pipelines: string;
beforeAll(async () => {
  pipelines = await checkout(project, (directory) => {
    for (const name of [".gitlab", ".gitlab-ci.yml"]) {
      cpSync(join(root, name), join(directory, name), { recursive: true });
    }
  });
});
afterAll(() => rmSync(pipelines, { recursive: true }));

const verify = ["check", "test", "plan", "scan"];
const mergeRequest = { CI_PIPELINE_SOURCE: "merge_request_event", CI_COMMIT_BRANCH: "", CI_PROJECT_ID: "7" };
const own = { ...mergeRequest, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "7", PREVIEWS: "true", PLATFORM_BOT_TOKEN: "t" };
const previews = ["preview: [dev]", "preview: [staging]", "preview: [production]"];
const main = { CI_PIPELINE_SOURCE: "push", CI_COMMIT_BRANCH: "main" };
const schedule = { CI_PIPELINE_SOURCE: "schedule", CI_COMMIT_BRANCH: "main", DEPLOYS: "true" };

describe("the jobs of a pipeline", () => {
  it.each<[string, Variables, string[]]>([
    ["a merge request", own, [...verify, ...previews, "comment"]],
    ["one without credentials", { ...own, PREVIEWS: "false" }, [...verify, "comment"]],
    ["one without a token for comments", { ...own, PLATFORM_BOT_TOKEN: "" }, [...verify, ...previews]],
    ["one of a fork", { ...own, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "8" }, verify],
    ["one with proofs", { ...mergeRequest, PROOFS_IMAGE: "proofs:1" }, [...verify, "proofs manual"]],
    ["main before anything is deployed", main, verify],
    [
      "main",
      { ...main, DEPLOYS: "true", PROOFS_IMAGE: "proofs:1" },
      [...verify, "proofs", "deploy:dev", "deploy:staging", "deploy:production manual"],
    ],
    [
      "a tag",
      {
        CI_PIPELINE_SOURCE: "push",
        CI_COMMIT_TAG: "v1.0.0",
        CI_COMMIT_BRANCH: "",
        DEPLOYS: "true",
        PROOFS_IMAGE: "proofs:1",
      },
      [...verify, "proofs"],
    ],
    ["a schedule that says nothing", schedule, []],
    [
      "the schedule for drift",
      { ...schedule, DRIFT: "true" },
      ["dev", "staging", "production"].map((s) => `drift: [${s}]`),
    ],
    ["the schedule for the drill", { ...schedule, DRILL_STACK: "production" }, ["restore-drill"]],
  ])("of %s", async (_, variables, jobs) => {
    expect(await jobsOf(pipelines, variables)).toEqual(jobs);
  });

  it("deploys one stack at a time, and production last", async () => {
    const stdout = await gitlabCiLocal(pipelines, ["--list-json"], { ...main, DEPLOYS: "true" });
    const jobs = (JSON.parse(stdout) as { name: string; needs?: { job: string }[] }[]).filter(({ name }) =>
      name.startsWith("deploy:"),
    );
    expect(jobs.map(({ name, needs }) => [name, needs?.map(({ job }) => job)])).toEqual([
      ["deploy:dev", verify],
      ["deploy:staging", ["deploy:dev"]],
      ["deploy:production", ["deploy:staging"]],
    ]);
  });

  it("runs commands of this project that exist, and holds no credential", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Variables };
    const texts = [".gitlab-ci.yml", ...readdirSync(join(root, ".gitlab")).map((name) => join(".gitlab", name))]
      .filter((name) => name.endsWith(".yml"))
      .map((name) => readFileSync(join(root, name), "utf8"));
    const commands = texts.flatMap((text) =>
      [...text.matchAll(/npm run (?:--silent )?([a-z:]+)/g)].map(([, name]) => name!),
    );
    expect([...new Set(commands)].filter((name) => !(name in scripts))).toEqual([]);
    expect(commands).toContain("up");
    expect(texts.join("\n")).not.toMatch(/AKIA|glpat-|password:|secret:/i);
  });
});

describe("the jobs that need no account", () => {
  let clone: string;
  beforeAll(async () => {
    const listed = await git(root, "ls-files", "--cached", "--others", "--exclude-standard");
    // The suite itself runs elsewhere in CI: one folder of it shows that the job runs it.
    const some = /^(?!test\/)|^test\/(report|fixtures\/sarif)\//;
    const files = listed.split("\n").filter((name) => some.test(name) && existsSync(join(root, name)));
    clone = await checkout(project, (directory) => {
      for (const name of files) cpSync(join(root, name), join(directory, name));
    });
  });
  afterAll(() => rmSync(clone, { recursive: true }));

  it("really run, one after the other, from a clean clone", async () => {
    // All share one folder here, and each installs its packages first.
    const once = ["--force-shell-executor", "--concurrency", "1", ...verify];
    // The commit that a merge request starts from is fetched from this very clone.
    await git(clone, "config", `url.file://${clone}.insteadOf`, `git@gitlab.com:${project}.git`);
    const base = await git(clone, "rev-parse", "HEAD");
    const variables = { ...mergeRequest, CI_MERGE_REQUEST_DIFF_BASE_SHA: base };
    const stdout = await gitlabCiLocal(clone, once, variables);
    for (const job of verify) expect(stdout).toMatch(new RegExp(`PASS +.*${job}`));
    const { cost } = JSON.parse(readFileSync(join(clone, "out/production/plan.json"), "utf8")) as Plan;
    expect(cost?.change).toEqual({ monthlyUsd: 0, maximumUsd: 0 });
    expect(readFileSync(join(clone, "out/junit.xml"), "utf8")).toMatch(/<testsuites .*failures="0"/);
    expect(readFileSync(join(clone, "out/checkov.xml"), "utf8")).toContain("<testsuite");
    expect(readdirSync(join(clone, "out")).filter((name) => existsSync(join(clone, "out", name, "plan.md")))).toEqual([
      "dev",
      "production",
      "staging",
    ]);
  }, 1_200_000);
});
