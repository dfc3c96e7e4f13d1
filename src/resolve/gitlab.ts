import type { FleetAccessArgs, GitlabEnvironmentsArgs, GitlabGroupsArgs } from "../../components/gitlab";
import type { GitlabRunnerPlan } from "../../components/gitlab-runner";
import type { Settings } from "../settings";
import { platformProjects, teamProjects, type GitlabSettings } from "../settings/gitlab";
import { clusterArgs } from "./cluster";
import type { FluxPlan } from "./flux";
import type { VaultPlan } from "./vault";

/** GitLab, as the settings describe it. */
export interface GitlabPlan {
  /** API, as the provider wants it: with a slash at its end. */
  baseUrl: string;
  /** Group in which everything is made. */
  group: string;
  /** What all stacks share. @default absent - another stack makes it */
  groups?: GitlabGroupsArgs;
  environments: GitlabEnvironmentsArgs;
  /** @default absent - nothing is deployed from Git */
  fleetAccess?: FleetAccessArgs;
  /** @default absent - the cluster runs no jobs */
  runner?: GitlabRunnerPlan;
}

/** Days after which deploy keys end. */
const keyLifetimeDays = 90;

/** Undefined where the program manages nothing in GitLab. */
export function gitlabPlan(
  stack: string,
  settings: Settings,
  { vault, flux }: { vault?: VaultPlan; flux?: FluxPlan },
): GitlabPlan | undefined {
  const { gitlab } = settings;
  if (gitlab.kind === "none") return undefined;
  const { branch, deployApprovals } = gitlab;
  const projects = platformProjects(gitlab);
  const told = regionOf(settings);
  return {
    baseUrl: `${gitlab.baseUrl}/`,
    group: gitlab.group,
    groups: gitlab.owner ? groupsOf(gitlab, settings) : undefined,
    environments: {
      stack,
      branch,
      infrastructure: projects.infrastructure,
      environments: environmentsOf(gitlab, settings),
      deployApprovals,
      variables: { ...told, ...(vault?.pipelines ? { VAULT_AUDIENCE: vault.pipelines.audience } : {}) },
      previewVariables: told,
      drill: drillOf(stack, settings),
    },
    fleetAccess: flux && {
      stack,
      fleet: projects.fleet,
      branch,
      url: flux.fleet.url,
      knownHosts: flux.fleet.knownHosts,
      keys: { rotatedOn: gitlab.keysRotatedOn, expiresAt: expiryOf(gitlab.keysRotatedOn) },
      proposes: flux.images !== undefined,
      receiverHost: flux.webhook?.host,
    },
    runner: gitlab.runner.enabled ? runnerOf(stack, gitlab) : undefined,
  };
}

function groupsOf(gitlab: GitlabSettings, { teams }: Settings): GitlabGroupsArgs {
  const { group, groupId, branch, visibility, approvals, ultimate } = gitlab;
  return {
    group,
    groupId,
    branch,
    visibility,
    approvals,
    ultimate,
    projects: platformProjects(gitlab),
    codeOwners: gitlab.codeOwners ?? [`@${group}/platform`],
    teams: teams.map(({ name, projects }) => ({ name, projects })),
  };
}

/** A team's projects are deployed wherever it has namespaces. */
function environmentsOf(gitlab: GitlabSettings, { environments, teams }: Settings) {
  const [only] = environments;
  return environments.map(({ name, domain }) => ({
    name,
    address: domain && `https://${domain}`,
    projects: teams
      .filter((team) => team.namespaces.some(({ environment = only!.name }) => environment === name))
      .flatMap((team) => teamProjects(gitlab, team)),
  }));
}

function regionOf({ cluster }: Settings): Record<string, string> {
  switch (cluster.kind) {
    case "aws":
      return { AWS_REGION: cluster.region };
    case "azure":
      return { ARM_SUBSCRIPTION_ID: cluster.subscriptionId, ARM_TENANT_ID: cluster.tenantId };
    case "existing":
      return {};
  }
}

/** What .gitlab/restore-drill.yml asks for; it signs in to EKS. */
function drillOf(stack: string, settings: Settings): Record<string, string> | undefined {
  const cluster = clusterArgs(stack, settings);
  if (settings.backup.kind === "none" || cluster.kind !== "aws") return undefined;
  return { DRILL_CLUSTER: cluster.clusterName };
}

function expiryOf(rotatedOn: string): string {
  const end = new Date(`${rotatedOn}T00:00:00Z`);
  end.setUTCDate(end.getUTCDate() + keyLifetimeDays);
  return end.toISOString().replace(".000", "");
}

function runnerOf(stack: string, { baseUrl, groupId, runner }: GitlabSettings): GitlabRunnerPlan {
  const address = baseUrl.slice(0, -"/api/v4".length);
  return { stack, address, groupId, concurrentJobs: runner.concurrentJobs, addresses: runner.addresses };
}
