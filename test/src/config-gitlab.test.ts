import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { gitlabProblems } from "../../src/settings/checks/gitlab";
import { gitlabSettings } from "../../src/settings/gitlab";
import { sentence } from "../../src/settings/problems";
import { teamSettings } from "../../src/settings/team";
import { awsCluster, existingCluster, full, messageFor, parse } from "../support/config";

const example = { kind: "gitlab", group: "shop", groupId: 7, keysRotatedOn: "2026-11-01" };
const gitlab = (more: object = {}) => ({ gitlab: { ...example, ...more } });
const team = (more: object, name = "payments") => ({ teams: [{ name, projects: ["api"], ...more }] });
const pipelines = (project: object) => ({ vault: { distribution: "openbao", pipelines: { projects: [project] } } });

describe("one mistake about GitLab gives one message", () => {
  const cases: [what: string, settings: Record<string, unknown>, message: string][] = [
    [
      "another server",
      { gitlab: { kind: "github" } },
      'platform:gitlab.kind must be "gitlab" or "none", got "github"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "settings of a server that is not there",
      { gitlab: { kind: "none", owner: true } },
      'platform:gitlab.owner must only be set where kind is "gitlab"; remove it or change kind',
    ],
    [
      "an API without TLS",
      gitlab({ baseUrl: "http://gitlab.example.com/api/v4" }),
      'platform:gitlab.baseUrl must be the https address of the API, without a / at its end, got "http://gitlab.example.com/api/v4"; write for example https://gitlab.com/api/v4',
    ],
    [
      "the address of the server instead of the API",
      gitlab({ baseUrl: "https://gitlab.example.com" }),
      'platform:gitlab.baseUrl must be the https address of the API, without a / at its end, got "https://gitlab.example.com"; write for example https://gitlab.com/api/v4',
    ],
    [
      "a group that cannot be",
      gitlab({ group: "/shop" }),
      'platform:gitlab.group must be the full path of a group, got "/shop"; write for example example',
    ],
    [
      "no number of the group",
      gitlab({ groupId: undefined }),
      "platform:gitlab.groupId must be set to a number; docs/configuration.md lists all settings",
    ],
    [
      "a pattern of branches",
      gitlab({ branch: "release-*" }),
      'platform:gitlab.branch must be one branch, without a pattern, got "release-*"; write for example main',
    ],
    [
      "code for everybody",
      gitlab({ visibility: "public" }),
      'platform:gitlab.visibility must be "private" or "internal", got "public"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "nobody who approves",
      gitlab({ approvals: 0 }),
      "platform:gitlab.approvals must be 1 or more, got 0; write for example 2",
    ],
    [
      "an owner without an @",
      gitlab({ codeOwners: ["shop/platform"] }),
      'platform:gitlab.codeOwners[0] must be a group or a person with an @ in front, got "shop/platform"; write for example @example/platform',
    ],
    [
      "a day that does not exist",
      gitlab({ keysRotatedOn: "2026-02-30" }),
      'platform:gitlab.keysRotatedOn must be a day as YYYY-MM-DD, got "2026-02-30"; write for example 2026-11-01',
    ],
    [
      "two projects of one name",
      gitlab({ projects: { fleet: "infrastructure" } }),
      'platform:gitlab.projects.fleet must be unique, but platform:gitlab.projects.infrastructure has it too, got "infrastructure"; rename one',
    ],
    [
      "two projects of one name in a team",
      { ...gitlab(), ...team({ projects: ["api", "api"] }) },
      'platform:teams[0].projects[1] must be unique, but platform:teams[0].projects[0] has it too, got "api"; rename one',
    ],
    [
      "projects without GitLab",
      team({}),
      "platform:teams[0].projects must be empty while gitlab.kind is none, got 1; remove it, or set platform:gitlab",
    ],
    [
      "a team in the platform's own group",
      { ...gitlab(), ...team({}, "platform"), vault: { distribution: "none" } },
      'platform:teams[0].name must not be platform while there is a GitLab, because the platform\'s own projects are in that group, got "platform"; choose another name',
    ],
    [
      "a pipeline of a project that nobody makes",
      { ...gitlab(), ...pipelines({ path: "shop/platform/infra", environment: "dev" }) },
      'platform:vault.pipelines.projects[0].path must be a project that the platform makes below shop (shop/platform/infrastructure, shop/platform/fleet, shop/platform/application-template), got "shop/platform/infra"; correct it, or add it to the projects of a team',
    ],
    [
      "a pipeline of an unknown branch",
      { ...gitlab(), ...pipelines({ path: "shop/platform/infrastructure", ref: "next", environment: "dev" }) },
      'platform:vault.pipelines.projects[0].ref must be gitlab.branch (main), the one protected branch of shop/platform/infrastructure, got "next"; write that one',
    ],
    [
      "a team's pipeline of an unknown branch",
      {
        ...gitlab({ branch: "trunk" }),
        ...pipelines({ path: "elsewhere/infrastructure", environment: "dev" }),
        ...team({ pipelines: [{ project: "shop/payments/api" }] }),
      },
      'platform:teams[0].pipelines[0].ref must be gitlab.branch (trunk), the one protected branch of shop/payments/api, got "main"; write that one',
    ],
  ];

  it.each(cases)("%s", (_, settings, message) => {
    expect(messageFor(settings)).toBe(`the configuration of stack dev has a mistake:\n  ${message}`);
  });
});

describe("the fleet that Flux reads", () => {
  const known = "gitlab.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf";
  const flux = (repository: object) => ({
    ...gitlab(),
    environments: [{ name: "dev", domain: "dev.example.com" }],
    flux: {
      kind: "flux",
      repository: { url: "ssh://git@gitlab.com/shop/platform/fleet.git", knownHosts: [known], ...repository },
      committers: [{ name: "ada", keyFile: "operators/example-ada.asc" }],
    },
  });

  it("is the one that is made", () => {
    expect(messageFor(flux({}))).toBe("no mistake");
    expect(messageFor(flux({ url: "ssh://git@gitlab.com/shop/fleet.git" }))).toContain(
      'platform:flux.repository.url must be that of gitlab.projects.fleet, with the path /shop/platform/fleet.git, got "ssh://git@gitlab.com/shop/fleet.git"; correct one of them',
    );
  });

  it("has one protected branch", () => {
    expect(messageFor(flux({ branch: "next" }))).toContain(
      'platform:flux.repository.branch must be gitlab.branch (main), the one protected branch of the fleet, got "next"; write that one',
    );
  });
});

describe("stack files side by side", () => {
  const folder = mkdtempSync(join(tmpdir(), "stacks-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  const files = (all: Record<string, object | string>) => {
    const directory = mkdtempSync(join(folder, "project-"));
    for (const [name, config] of Object.entries(all)) {
      const text = typeof config === "string" ? config : JSON.stringify({ config });
      writeFileSync(join(directory, `Pulumi.${name}.yaml`), text);
    }
    return directory;
  };
  const problems = (settings: object, projects: string[], directory: string) =>
    gitlabProblems(
      {
        gitlab: gitlabSettings.parse({ ...example, ...settings }),
        teams: [teamSettings.parse({ name: "payments", projects })],
      },
      directory,
    ).map(sentence);
  const owner = { "platform:gitlab": { ...example, owner: true } };
  const teams = { "platform:teams": [{ name: "payments", projects: ["api"] }] };

  it("have one owner", () => {
    const two = files({ staging: owner, production: owner, dev: { "platform:gitlab": example } });
    expect(problems({ owner: true }, [], two)).toEqual([
      "platform:gitlab.owner must be true in one stack only, but Pulumi.production.yaml and Pulumi.staging.yaml say so, got true; remove it from all but one",
    ]);
    expect(problems({ owner: true }, [], files({ production: owner }))).toEqual([]);
  });

  it("may own other groups, and other servers", () => {
    const elsewhere = { "platform:gitlab": { ...example, group: "other", owner: true } };
    const another = {
      "platform:gitlab": { ...example, baseUrl: "https://gitlab.example.com/api/v4", owner: true },
    };
    expect(problems({ owner: true }, [], files({ production: owner, staging: elsewhere, dev: another }))).toEqual([]);
  });

  it("add environments only to projects that the owner makes", () => {
    const directory = files({ production: { ...owner, ...teams } });
    expect(problems({}, ["api"], directory)).toEqual([]);
    expect(problems({}, ["api", "web"], directory)).toEqual([
      'platform:teams[0].projects[1] must be a project of team payments in Pulumi.production.yaml too, whose stack makes it, got "web"; add it there, or remove it',
    ]);
  });

  it("are left alone where they cannot be read", () => {
    const broken = files({ production: owner, staging: "config: [", dev: "just text" });
    expect(problems({ owner: true }, ["web"], broken)).toEqual([]);
    expect(problems({ owner: true }, [], join(folder, "none"))).toEqual([]);
  });
});

describe("the plan", () => {
  it("is absent where the program manages nothing", () => {
    expect(parse({ cluster: existingCluster }, "dev").gitlab).toBe(undefined);
  });

  it("has the shared part in the owner's stack alone", () => {
    const of = (owner: boolean) => parse({ cluster: existingCluster, ...gitlab({ owner }), ...team({}) }, "dev").gitlab;
    expect(of(false)?.groups).toBe(undefined);
    expect(of(true)?.groups).toEqual({
      group: "shop",
      groupId: 7,
      branch: "main",
      visibility: "private",
      approvals: 2,
      ultimate: false,
      projects: {
        infrastructure: "shop/platform/infrastructure",
        fleet: "shop/platform/fleet",
        template: "shop/platform/application-template",
      },
      codeOwners: ["@shop/platform"],
      teams: [{ name: "payments", projects: ["api"] }],
    });
  });

  it("deploys a team's projects where the team has namespaces", () => {
    const config = parse(
      {
        cluster: awsCluster,
        ...gitlab({ baseUrl: "https://git.example.com/gitlab/api/v4", runner: { enabled: true } }),
        backup: full.aws.backup,
        environments: [{ name: "dev" }, { name: "staging", domain: "staging.example.com" }],
        teams: [
          { name: "payments", projects: ["api", "web"], namespaces: [{ name: "payments", environment: "staging" }] },
          { name: "catalog", projects: ["web"] },
        ],
      },
      "test",
    ).gitlab!;
    expect(config.baseUrl).toBe("https://git.example.com/gitlab/api/v4/");
    expect(config.environments).toEqual({
      stack: "test",
      branch: "main",
      infrastructure: "shop/platform/infrastructure",
      deployApprovals: 1,
      environments: [
        { name: "dev", address: undefined, projects: [] },
        {
          name: "staging",
          address: "https://staging.example.com",
          projects: ["shop/payments/api", "shop/payments/web"],
        },
      ],
      variables: { AWS_REGION: "eu-central-1" },
      previewVariables: { AWS_REGION: "eu-central-1" },
      drill: { DRILL_CLUSTER: "platform-test" },
    });
    expect(config.runner).toEqual({
      stack: "test",
      address: "https://git.example.com/gitlab",
      groupId: 7,
      concurrentJobs: 10,
      addresses: ["0.0.0.0/0"],
    });
  });
});
