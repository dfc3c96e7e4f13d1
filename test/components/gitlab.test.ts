import * as gitlab from "@pulumi/gitlab";
import type * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import {
  FleetAccess,
  GitlabEnvironments,
  GitlabGroups,
  type FleetAccessArgs,
  type GitlabEnvironmentsArgs,
  type GitlabGroupsArgs,
} from "../../components/gitlab";
import { codeOwnersOf, fleetCodeOwners } from "../../components/gitlab/code-owners";
import { protection } from "../../components/gitlab/environments";
import { registeredBy, type Registered } from "../support/registered";

const groups: GitlabGroupsArgs = {
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
};
const environments: GitlabEnvironmentsArgs = {
  stack: "production",
  branch: "main",
  infrastructure: "shop/platform/infrastructure",
  environments: [{ name: "production", address: "https://example.com", projects: ["shop/payments/api"] }],
  deployApprovals: 2,
  variables: { AWS_REGION: "eu-central-1", VAULT_AUDIENCE: "https://vault.example.com" },
  previewVariables: { AWS_REGION: "eu-central-1" },
};
const access: FleetAccessArgs = {
  stack: "production",
  fleet: "shop/platform/fleet",
  branch: "main",
  url: "ssh://git@gitlab.com/shop/platform/fleet.git",
  knownHosts: ["gitlab.com ssh-ed25519 AAAA"],
  keys: { rotatedOn: "2026-11-01", expiresAt: "2027-01-30T00:00:00Z" },
  proposes: false,
};

const gitlabTypes = (all: Registered[]) =>
  all
    .filter(({ type }) => !type.startsWith("platform:"))
    .map(({ type, name }) => `${type.slice(type.lastIndexOf(":") + 1)} ${name}`);
const inputs = (all: Registered[], kind: string, name: string) =>
  all.find((resource) => resource.type.endsWith(`:${kind}`) && resource.name === name)!.inputs;
const groupsOf = (args: GitlabGroupsArgs) => registeredBy((opts) => new GitlabGroups("gitlab", args, opts));
const environmentsOf = (args: GitlabEnvironmentsArgs) =>
  registeredBy((opts) => new GitlabEnvironments("environments", args, opts));

/** Options of every resource, by kind and name. */
async function optionsOf(build: (opts: pulumi.ComponentResourceOptions) => pulumi.Resource) {
  const options = new Map<string, pulumi.CustomResourceOptions>();
  const record: pulumi.ResourceTransformation = ({ type, name, opts }) => {
    options.set(`${type.slice(type.lastIndexOf(":") + 1)} ${name}`, opts);
    return undefined;
  };
  await registeredBy((opts) => build({ transformations: [...opts.transformations!, record] }));
  return options;
}

const projectParts = (name: string) => [
  `BranchProtection ${name}-branch`,
  `Project ${name}`,
  `ProjectApprovalRule ${name}-approvers`,
  `ProjectJobTokenScopes ${name}-job-tokens`,
  `ProjectLevelMrApprovals ${name}-approvals`,
  `ProjectPushRules ${name}-push`,
  `RepositoryFile ${name}-owners`,
  `TagProtection ${name}-tags`,
];
const platformParts = [
  "Group gitlab/platform",
  "PipelineSchedule gitlab-drift",
  "PipelineScheduleVariable gitlab-drift/DRIFT",
  ...["application-template", "fleet", "infrastructure"].flatMap((project) =>
    projectParts(`gitlab/platform/${project}`),
  ),
];
const teamParts = [
  "Group gitlab/payments",
  "GroupVariable gitlab/payments-fleet-token",
  "ProjectAccessToken gitlab/payments-fleet-token",
  "ProjectShareGroup gitlab/payments-in-fleet",
  "ProjectShareGroup gitlab/payments-in-infrastructure",
  ...projectParts("gitlab/payments/api"),
];

describe("what all stacks share", () => {
  it("is the platform's group with three projects, and a group per team", async () => {
    expect(gitlabTypes(await groupsOf(groups)).sort()).toEqual([...platformParts, ...teamParts].sort());
  });

  it("loses with a team all that was the team's, and nothing else but its line in a first CODEOWNERS", async () => {
    const [before, after] = [await groupsOf(groups), await groupsOf({ ...groups, teams: [] })];
    expect(gitlabTypes(after).sort()).toEqual([...platformParts].sort());
    const changed = after.filter(({ type, name, inputs: kept }) => {
      const earlier = before.find((resource) => resource.type === type && resource.name === name)!;
      return JSON.stringify(earlier.inputs) !== JSON.stringify(kept);
    });
    expect(changed.map(({ name }) => name)).toEqual(["gitlab/platform/fleet-owners"]);
  });

  it("looks for secrets in everything that is pushed where the licence allows it", async () => {
    const names = gitlabTypes(await groupsOf({ ...groups, ultimate: true, teams: [] }));
    expect(names.filter((name) => name.startsWith("ProjectSecuritySettings"))).toEqual([
      "ProjectSecuritySettings gitlab/platform/application-template-security",
      "ProjectSecuritySettings gitlab/platform/fleet-security",
      "ProjectSecuritySettings gitlab/platform/infrastructure-security",
    ]);
  });

  it("lets nobody push to the branch, and nobody merge what others have not approved", async () => {
    const all = await groupsOf(groups);
    const project = { project: "gitlab/platform/fleet-id" };
    expect(inputs(all, "BranchProtection", "gitlab/platform/fleet-branch")).toEqual({
      ...project,
      branch: "main",
      allowForcePush: false,
      codeOwnerApprovalRequired: true,
      allowedToPushes: [{ accessLevel: "no one" }],
      allowedToMerges: [{ accessLevel: "developer" }],
      allowedToUnprotects: [{ accessLevel: "maintainer" }],
    });
    expect(inputs(all, "BranchProtection", "gitlab/platform/infrastructure-branch")).toMatchObject({
      allowedToMerges: [{ accessLevel: "maintainer" }],
    });
    expect(inputs(all, "ProjectLevelMrApprovals", "gitlab/platform/fleet-approvals")).toEqual({
      ...project,
      mergeRequestsAuthorApproval: false,
      mergeRequestsDisableCommittersApproval: true,
      resetApprovalsOnPush: true,
      disableOverridingApproversPerMergeRequest: true,
    });
    expect(inputs(all, "ProjectApprovalRule", "gitlab/platform/fleet-approvers")).toEqual({
      ...project,
      name: "Any name",
      ruleType: "any_approver",
      approvalsRequired: 2,
    });
    expect(inputs(all, "TagProtection", "gitlab/platform/fleet-tags")).toEqual({
      ...project,
      tag: "v*",
      createAccessLevel: "maintainer",
    });
  });

  it("refuses secrets everywhere, and commits in others' names but where robots propose", async () => {
    const all = await groupsOf(groups);
    const rules = (name: string) => inputs(all, "ProjectPushRules", name);
    expect(rules("gitlab/platform/fleet-push")).toMatchObject({ commitCommitterCheck: false, preventSecrets: true });
    expect(rules("gitlab/payments/api-push")).toMatchObject({ commitCommitterCheck: true, preventSecrets: true });
  });

  it("closes projects and their jobs", async () => {
    const all = await groupsOf(groups);
    expect(inputs(all, "Project", "gitlab/payments/api")).toMatchObject({
      name: "api",
      path: "api",
      description: "api of team payments",
      visibilityLevel: "private",
      defaultBranch: "main",
      initializeWithReadme: true,
      archiveOnDestroy: true,
      mergeMethod: "ff",
      squashOption: "never",
      publicJobs: false,
      ciPipelineVariablesMinimumOverrideRole: "maintainer",
      ciPushRepositoryForJobTokenAllowed: false,
      forkingAccessLevel: "private",
    });
    expect(inputs(all, "ProjectJobTokenScopes", "gitlab/payments/api-job-tokens")).toEqual({
      project: "gitlab/payments/api-id",
      enabled: true,
      targetProjectIds: [],
      targetGroupIds: [],
    });
    expect(inputs(all, "Group", "gitlab/payments")).toMatchObject({
      parentId: 7,
      path: "payments",
      visibilityLevel: "private",
      projectCreationLevel: "noone",
      requireTwoFactorAuthentication: true,
      archiveOnDestroy: true,
    });
  });

  it("lets a team's pipelines propose to the fleet, and do nothing more", async () => {
    const all = await groupsOf(groups);
    expect(inputs(all, "ProjectAccessToken", "gitlab/payments-fleet-token")).toEqual({
      project: "gitlab/platform/fleet-id",
      name: "payments proposes",
      accessLevel: "developer",
      scopes: ["write_repository"],
      rotationConfiguration: { expirationDays: 90, rotateBeforeDays: 30 },
    });
    expect(inputs(all, "GroupVariable", "gitlab/payments-fleet-token")).toMatchObject({
      group: "gitlab/payments-id",
      key: "FLEET_TOKEN",
      environmentScope: "fleet",
      masked: true,
      hidden: true,
      protected: true,
    });
    const shared = (name: string) => inputs(all, "ProjectShareGroup", `gitlab/payments-in-${name}`)["groupAccess"];
    expect(["fleet", "infrastructure"].map(shared)).toEqual(["developer", "reporter"]);
  });

  it("commits CODEOWNERS once, before the branch is protected, and keeps the platform's own from deletion", async () => {
    const options = await optionsOf((opts) => new GitlabGroups("gitlab", groups, opts));
    const owners = options.get("RepositoryFile gitlab/platform/fleet-owners")!;
    expect(owners.ignoreChanges).toEqual(["content", "commitMessage"]);
    const { dependsOn } = options.get("BranchProtection gitlab/platform/fleet-branch")!;
    expect([dependsOn].flat().map((resource) => resource instanceof gitlab.RepositoryFile)).toEqual([true]);
    const isProtected = (name: string) => options.get(name)!.protect ?? false;
    expect(isProtected("Group gitlab/platform")).toBe(true);
    expect(isProtected("Project gitlab/platform/fleet")).toBe(true);
    expect(isProtected("Project gitlab/payments/api")).toBe(false);
  });

  it("names owners as CODEOWNERS does", () => {
    const title = "# Who approves a change. The last line that matches a path counts.";
    expect(codeOwnersOf(["@shop/platform", "@ada"])).toBe(`${title}\n* @shop/platform @ada\n`);
    expect(fleetCodeOwners(["@shop/platform"], "shop", [{ name: "payments", projects: [] }])).toBe(
      `${title}\n* @shop/platform\n/teams/payments/ @shop/payments\n`,
    );
  });
});

describe("a stack's environments", () => {
  it("are in every project that is deployed there, protected, with what jobs are told and what runs by itself", async () => {
    const all = await environmentsOf({ ...environments, drill: { DRILL_CLUSTER: "platform-production" } });
    expect(gitlabTypes(all)).toEqual([
      "PipelineSchedule environments-drill",
      "PipelineScheduleVariable environments-drill/DRILL_CLUSTER",
      "PipelineScheduleVariable environments-drill/DRILL_STACK",
      "ProjectEnvironment environments/shop/payments/api/production",
      "ProjectEnvironment environments/shop/platform/infrastructure/production",
      "ProjectProtectedEnvironment environments/shop/payments/api/production-protection",
      "ProjectProtectedEnvironment environments/shop/platform/infrastructure/production-protection",
      "ProjectVariable environments/preview/production/AWS_REGION",
      "ProjectVariable environments/production/AWS_REGION",
      "ProjectVariable environments/production/VAULT_AUDIENCE",
    ]);
    expect(inputs(all, "ProjectVariable", "environments/preview/production/AWS_REGION")).toMatchObject({
      environmentScope: "preview/production",
      protected: false,
    });
    expect(inputs(all, "ProjectEnvironment", "environments/shop/payments/api/production")).toEqual({
      project: "shop/payments/api",
      name: "production",
      tier: "production",
      externalUrl: "https://example.com",
    });
    expect(inputs(all, "ProjectVariable", "environments/production/AWS_REGION")).toEqual({
      project: "shop/platform/infrastructure",
      key: "AWS_REGION",
      value: "eu-central-1",
      environmentScope: "production",
      protected: true,
      raw: true,
    });
    expect(inputs(all, "PipelineSchedule", "environments-drill")).toMatchObject({
      project: "shop/platform/infrastructure",
      ref: "refs/heads/main",
      cron: "0 3 * * 0",
      cronTimezone: "UTC",
    });
  });

  it("lose with a team the team's, and nothing else", async () => {
    const without = { ...environments, environments: [{ ...environments.environments[0]!, projects: [] }] };
    const [before, after] = [await environmentsOf(environments), await environmentsOf(without)];
    const gone = gitlabTypes(before).filter((name) => !gitlabTypes(after).includes(name));
    expect(gone).toEqual([
      "ProjectEnvironment environments/shop/payments/api/production",
      "ProjectProtectedEnvironment environments/shop/payments/api/production-protection",
    ]);
    for (const { type, name, inputs: kept } of after) {
      expect(before.find((resource) => resource.type === type && resource.name === name)!.inputs).toEqual(kept);
    }
  });

  it("take deployments from maintainers in production, once others approved", () => {
    expect(protection("production", "developer", 2)).toEqual({
      deployAccessLevelsAttributes: [{ accessLevel: "maintainer" }],
      approvalRules: [{ accessLevel: "maintainer", requiredApprovals: 2 }],
    });
    expect(protection("staging", "developer", 2)).toEqual({
      deployAccessLevelsAttributes: [{ accessLevel: "developer" }],
      approvalRules: [],
    });
    expect(protection("dev", "maintainer", 2).deployAccessLevelsAttributes).toEqual([{ accessLevel: "maintainer" }]);
  });
});

describe("how Flux reads the fleet", () => {
  const accessOf = (args: FleetAccessArgs) => registeredBy((opts) => new FleetAccess("access", args, opts));

  it("is one key that only reads, and ends", async () => {
    const all = await accessOf(access);
    expect(gitlabTypes(all)).toEqual(["DeployKey access-reader", "PrivateKey access-reader"]);
    expect(inputs(all, "PrivateKey", "access-reader")).toEqual({ algorithm: "ED25519" });
    expect(inputs(all, "DeployKey", "access-reader")).toMatchObject({
      project: "shop/platform/fleet",
      title: "Flux of production",
      canPush: false,
      expiresAt: "2027-01-30T00:00:00Z",
    });
  });

  it("is another key where Flux proposes, and a call where GitLab can reach it", async () => {
    const all = await accessOf({ ...access, proposes: true, receiverHost: "flux.example.com" });
    expect(gitlabTypes(all)).toEqual([
      "DeployKey access-reader",
      "DeployKey access-writer",
      "ProjectHook access-webhook",
      "PrivateKey access-reader",
      "PrivateKey access-writer",
    ]);
    expect(inputs(all, "DeployKey", "access-writer")).toMatchObject({ canPush: true });
    expect(inputs(all, "ProjectHook", "access-webhook")).toMatchObject({
      project: "shop/platform/fleet",
      pushEvents: true,
      branchFilterStrategy: "wildcard",
      pushEventsBranchFilter: "main",
      enableSslVerification: true,
    });
  });

  it("is replaced by another day in the configuration", async () => {
    const options = await optionsOf((opts) => new FleetAccess("access", access, opts));
    expect(options.get("PrivateKey access-reader")!.replacementTrigger).toBe("2026-11-01");
  });
});
