import * as gitlabSdk from "@pulumi/gitlab";
import type * as pulumi from "@pulumi/pulumi";
import { FleetAccess, GitlabEnvironments, GitlabGroups } from "../../components/gitlab";
import { GitlabRunner } from "../../components/gitlab-runner";
import type { Delivery } from "../../components/lib/delivery";
import { charts as pins } from "../versions";
import type { Context } from "./context";
import { pipelineIdentity } from "./pipeline-identity";

/** GitLab's part. @param addOns what makes room for pods @returns how Flux reads the fleet, where it does */
export function gitlab({ config, cluster, charts, images }: Context, addOns: pulumi.Resource[]): Delivery | undefined {
  if (!config.gitlab) return undefined;
  const { baseUrl, groups, environments, fleetAccess, runner } = config.gitlab;
  // Its token comes from the environment alone (GITLAB_TOKEN).
  const provider = new gitlabSdk.Provider("gitlab-provider", { baseUrl });
  const shared = groups && new GitlabGroups("gitlab", groups, { providers: [provider] });
  const inGitlab = { providers: [provider] };
  const ready = shared?.ready;
  const { deploy, preview } = pipelineIdentity(config.cluster);
  const told = {
    variables: { ...environments.variables, ...deploy },
    previewVariables: { ...environments.previewVariables, ...preview },
  };
  new GitlabEnvironments("gitlab-environments", { ...environments, ...told, ready }, inGitlab);
  if (runner) {
    new GitlabRunner(
      "gitlab-runner",
      { ...runner, pin: pins.gitlabRunner, jobImage: images.gitlabJob, charts, peers: config.peers },
      { providers: [cluster.provider, provider], dependsOn: addOns },
    );
  }
  return fleetAccess && new FleetAccess("fleet-access", { ...fleetAccess, ready }, inGitlab).delivery;
}
