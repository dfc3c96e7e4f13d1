import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../local/lib/project";

/**
 * The pipelines as gitlab-ci-local reads them: it parses every file with GitLab's schema, decides which jobs an event
 * starts, and runs their scripts in a shell.
 */
const run = promisify(execFile);
const gitlabCi = join(root, "node_modules/.bin/gitlab-ci-local");
const git = (cwd: string, ...args: string[]) =>
  run("git", ["-c", "user.name=ci", "-c", "user.email=ci@example.com", ...args], { cwd });

/** A repository as a runner has it: with an origin whose default branch is main. */
async function repository(fill: (directory: string) => void): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "pipelines-"));
  await git(directory, "init", "--quiet", "--initial-branch", "main");
  fill(directory);
  await git(directory, "remote", "add", "origin", "git@gitlab.com:platform/infrastructure.git");
  await git(directory, "add", "--all");
  await git(directory, "commit", "--quiet", "--message", "State of the working tree");
  await git(directory, "update-ref", "refs/remotes/origin/main", "HEAD");
  await git(directory, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
  return directory;
}

type Variables = Record<string, string>;
const given = (variables: Variables) => [
  ...Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]),
  "--ignore-predefined-vars",
  Object.keys(variables).join(","),
];

let pipelines: string;
beforeAll(async () => {
  pipelines = await repository((directory) => {
    for (const name of [".gitlab", ".gitlab-ci.yml"])
      cpSync(join(root, name), join(directory, name), { recursive: true });
  });
});
afterAll(() => rmSync(pipelines, { recursive: true }));

/** `JOB`, or `JOB manual`, of every job that the event starts. */
async function jobsOf(variables: Variables): Promise<string[]> {
  const { stdout } = await run(gitlabCi, ["--list-csv", ...given(variables)], { cwd: pipelines });
  const lines = stdout.trim().split("\n");
  expect(lines[0]).toBe("name;description;stage;when;allowFailure;needs");
  return lines.slice(1).map((line) => {
    const [name, , , when] = line.split(";");
    return when === "manual" ? `${name} manual` : name!;
  });
}

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
    expect(await jobsOf(variables)).toEqual(jobs);
  });

  it("deploys one stack at a time, and production last", async () => {
    const variables = given({ ...main, DEPLOYS: "true" });
    const { stdout } = await run(gitlabCi, ["--list-json", ...variables], { cwd: pipelines });
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
    const files = listed.stdout
      .trim()
      .split("\n")
      .filter((name) => (!name.startsWith("test/") || name.startsWith("test/report/")) && existsSync(join(root, name)));
    clone = await repository((directory) => {
      for (const name of files) cpSync(join(root, name), join(directory, name));
    });
  });
  afterAll(() => rmSync(clone, { recursive: true }));

  it("really run, one after the other, from a clean clone", async () => {
    // All share one folder here, and each installs its packages first.
    const once = ["--force-shell-executor", "--concurrency", "1", "check", "test", "plan", "scan"];
    const { stdout } = await run(gitlabCi, [...once, ...given({ CI_PIPELINE_SOURCE: "push" })], {
      cwd: clone,
      maxBuffer: 64 * 1024 * 1024,
    }).catch((error: { stdout: string; stderr: string }) => {
      throw new Error(`${error.stdout.slice(-4000)}\n${error.stderr.slice(-4000)}`);
    });
    for (const job of verify) expect(stdout).toMatch(new RegExp(`PASS +.*${job}`));
    expect(readFileSync(join(clone, "out/junit.xml"), "utf8")).toMatch(/<testsuites .*failures="0"/);
    expect(readFileSync(join(clone, "out/checkov.xml"), "utf8")).toContain("<testsuite");
    expect(readdirSync(join(clone, "out")).filter((name) => existsSync(join(clone, "out", name, "plan.md")))).toEqual([
      "dev",
      "production",
      "staging",
    ]);
  }, 1_200_000);
});
