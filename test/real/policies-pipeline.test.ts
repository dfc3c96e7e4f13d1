import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { root } from "../../local/lib/project";
import { ensureTools } from "../../local/toolchain";
import { checkout, git, gitlabCiLocal } from "../support/gitlab-ci";

/** The job that teams include, in a project with the fleet's content, with the platform's repository on this machine. */
const inputs = { folder: "teams/payments/production", options: "--config rules.yaml" };
/** Teams' images come from their projects. */
const rules = { "image-from-approved-registry": { registries: ["registry.gitlab.com/example"] } };

let fleet: string;
let home: string;
let platform: string;
let path: string;

beforeAll(async () => {
  fleet = await checkout("platform/fleet", (directory) => {
    cpSync(join(root, "gitops"), directory, { recursive: true });
    cpSync(join(root, ".gitlab/templates/policies.yml"), join(directory, "policies.yml"));
    writeFileSync(join(directory, "rules.yaml"), stringify(rules));
    writeFileSync(join(directory, ".gitlab-ci.yml"), stringify({ include: [{ local: "policies.yml", inputs }] }));
  });
  home = mkdtempSync(join(tmpdir(), "pipeline-home-"));
  platform = await checkout("platform/infrastructure", (directory) => {
    const tracked = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
    for (const file of tracked.split("\0").filter((name) => name !== ""))
      cpSync(join(root, file), join(directory, file));
  });
  await git(platform, "tag", "v1");
  const { kustomize } = await ensureTools(["kustomize"], { log: () => undefined });
  // `npm ci` would fetch what this checkout has.
  mkdirSync(join(home, "bin"));
  const npm = execFileSync("sh", ["-c", "command -v npm"], { encoding: "utf8" }).trim();
  writeFileSync(
    join(home, "bin", "npm"),
    `#!/bin/sh\nif [ "$1" = ci ]; then exec ln -s "${join(root, "node_modules")}" "$3/node_modules"; fi\nexec "${npm}" "$@"\n`,
    { mode: 0o755 },
  );
  path = [join(home, "bin"), dirname(kustomize), process.env["PATH"]].join(delimiter);
});
// Every job begins with a clean folder.
afterEach(() => rmSync(join(fleet, ".platform"), { recursive: true, force: true }));
afterAll(() => {
  for (const directory of [fleet, home, platform]) rmSync(directory, { recursive: true, force: true });
});

const run = () =>
  gitlabCiLocal(
    fleet,
    ["--force-shell-executor", "policies"],
    { PLATFORM_URL: `file://${platform}`, CI_JOB_TOKEN: "glcbt-planted" },
    { HOME: home, PATH: path },
  );

/** What an XML parser reads of the report: tests, failures and names of failed cases. */
function parsed(file: string): { tests: number; failures: number; failed: string[] } {
  const program = `
import json, sys, xml.etree.ElementTree as tree
cases = tree.parse(sys.argv[1]).getroot().findall("testsuite/testcase")
failed = [case.get("name") for case in cases if case.find("failure") is not None]
print(json.dumps({"tests": len(cases), "failures": len(failed), "failed": failed}))`;
  return JSON.parse(execFileSync("python3", ["-c", program, file], { encoding: "utf8" })) as ReturnType<typeof parsed>;
}

describe("the job of policies that teams include", () => {
  it("passes the fleet's example, and says which rules did not apply", async () => {
    const said = await run();
    expect(said).toContain("production: 0 mandatory");
    expect(said).toMatch(/not applied: .*every-pod-isolated-both-ways.*: it looks for network policies/);
    expect(said).not.toContain("glcbt-planted");
    const { tests, failures } = parsed(join(fleet, "policies.xml"));
    expect(tests).toBeGreaterThan(80);
    expect(failures).toBe(0);
  });

  it("fails with what a team must not deploy, and leaves the reports", async () => {
    const file = join(fleet, "teams/payments/base/api.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("allowPrivilegeEscalation: false", "privileged: true"));
    await expect(run()).rejects.toThrow(/FAIL.*policies/);
    expect(parsed(join(fleet, "policies.xml")).failed.sort()).toEqual([
      "no-privilege-escalation",
      "no-privileged-containers",
    ]);
    const issues = JSON.parse(readFileSync(join(fleet, "policies.json"), "utf8")) as { check_name: string }[];
    expect(issues.map(({ check_name }) => check_name).sort()).toEqual([
      "no-privilege-escalation",
      "no-privileged-containers",
    ]);
  });
});
