import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { root } from "../../local/lib/project";
import { ensureTools } from "../../local/toolchain";
import { checkout, git, gitlabCiLocal, jobsOf, type Variables } from "../support/gitlab-ci";

/** The pipeline that teams include, in a project of a team, with a fleet repository on this machine. */
const folder = "teams/payments/dev";
const inputs = {
  fleet_project: "platform/fleet",
  fleet_folder: folder,
  test_image: "node:22-bookworm",
  test_script: ["echo the colour is right", 'test "$COLOUR" = red'],
};
const image = "registry.gitlab.com/payments/api";
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

let application: string;
let home: string;
let fleet: string;
let kustomize: string;

beforeAll(async () => {
  application = await checkout("payments/api", (directory) => {
    cpSync(join(root, ".gitlab/templates/application.yml"), join(directory, "application.yml"));
    writeFileSync(join(directory, ".gitlab-ci.yml"), stringify({ include: [{ local: "application.yml", inputs }] }));
  });
  home = mkdtempSync(join(tmpdir(), "pipeline-home-"));
  const content = await checkout("platform/fleet", (directory) => {
    mkdirSync(join(directory, folder), { recursive: true });
    const kustomization = { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources: [] };
    writeFileSync(join(directory, folder, "kustomization.yaml"), stringify(kustomization));
  });
  fleet = join(home, "fleet.git");
  await git(home, "clone", "--quiet", "--bare", content, fleet);
  await git(fleet, "config", "receive.advertisePushOptions", "true");
  // What GitLab would make of the push: the options are all that it gets.
  writeFileSync(
    join(fleet, "hooks/post-receive"),
    `#!/bin/sh\nenv | grep '^GIT_PUSH_OPTION_[0-9]' | sort > "${join(home, "options")}"\n`,
    { mode: 0o755 },
  );
  rmSync(content, { recursive: true });
  kustomize = (await ensureTools(["kustomize"], { log: () => undefined })).kustomize;
});
afterAll(() => {
  for (const directory of [application, home]) rmSync(directory, { recursive: true, force: true });
});

const run = (job: string, variables: Variables) =>
  gitlabCiLocal(application, ["--force-shell-executor", job], variables, {
    HOME: home,
    PATH: `${dirname(kustomize)}${delimiter}${process.env["PATH"]}`,
  });

describe("the pipeline of an application", () => {
  it.each<[string, Variables, string[]]>([
    [
      "a merge request",
      { CI_PIPELINE_SOURCE: "merge_request_event", CI_COMMIT_BRANCH: "" },
      ["test", "build", "sbom", "scan"],
    ],
    ["the default branch", { CI_PIPELINE_SOURCE: "push" }, ["test", "build", "sbom", "scan", "sign", "promote"]],
  ])("on %s", async (_, variables, jobs) => {
    expect(await jobsOf(application, variables)).toEqual(jobs);
  });

  it("fails with the application's tests", async () => {
    expect(await run("test", { COLOUR: "red" })).toContain("the colour is right");
    await expect(run("test", { COLOUR: "blue" })).rejects.toThrow(/FAIL.*test/);
  });

  it("asks for what signing needs", async () => {
    await expect(run("sign", { SIGSTORE_ID_TOKEN: "" })).rejects.toThrow(
      "SIGSTORE_ID_TOKEN must be set, got nothing; add id_tokens to the job sign in this project's .gitlab-ci.yml",
    );
  });
});

describe("its merge request to the fleet", () => {
  const promote = (letter: string) =>
    run("promote", {
      FLEET_URL: `file://${fleet}`,
      FLEET_TOKEN: "glpat-planted",
      IMAGE: image,
      IMAGE_DIGEST: digest(letter),
      CI_PROJECT_PATH: "payments/api",
      CI_PROJECT_PATH_SLUG: "payments-api",
      CI_PROJECT_ID: "9",
      CI_SERVER_HOST: "gitlab.example.com",
    });
  const branch = "deploy/payments-api";
  const at = async (ref: string) => await git(fleet, "show", `${ref}:${folder}/kustomization.yaml`);
  const commits = async (ref: string) => (await git(fleet, "log", "--format=%an: %s", ref)).split("\n");
  const afterRun = () => rmSync(join(application, "fleet"), { recursive: true, force: true });

  it("sets the digest on a branch of its own, in one commit", async () => {
    const said = await promote("a");
    afterRun();
    expect(said).not.toContain("glpat-planted");
    expect(await at(branch)).toContain(`images:\n- digest: ${digest("a")}\n  name: ${image}\n  newName: ${image}`);
    expect(await at("main")).not.toContain(image);
    const [first, ...rest] = await commits(branch);
    expect(first).toMatch(/^payments\/api: Deploy payments\/api [0-9a-f]{8}$/);
    expect(rest).toEqual(["ci: Change the colour"]);
    expect(readFileSync(join(home, "options"), "utf8").replaceAll(/[0-9a-f]{8}$/gm, "SHA")).toBe(
      [
        "GIT_PUSH_OPTION_0=merge_request.create",
        "GIT_PUSH_OPTION_1=merge_request.title=Deploy payments/api SHA",
        "GIT_PUSH_OPTION_2=merge_request.remove_source_branch",
        "",
      ].join("\n"),
    );
  });

  it("is renewed by the next pipeline", async () => {
    await promote("b");
    afterRun();
    expect(await at(branch)).toContain(digest("b"));
    expect(await commits(branch)).toHaveLength(2);
  });

  it("is not made for an image that is deployed already", async () => {
    await git(fleet, "branch", "--force", "main", branch);
    await git(fleet, "branch", "--delete", "--force", branch);
    expect(await promote("b")).toContain(`${folder} names this image already`);
    afterRun();
    await expect(git(fleet, "rev-parse", "--verify", branch)).rejects.toThrow();
  });
});
