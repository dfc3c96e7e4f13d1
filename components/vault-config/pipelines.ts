import type * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import type { Configuring, Pipelines, VaultTeam } from "./args";
import { authMounts, deployerPolicy, teamPipelineRole, teamPolicy } from "./names";

const minutes = 60;

/** GitLab's jobs sign in with an ID token: each role is for one protected branch of one project, and one environment. */
export function pipelineAuth(
  { name, opts }: Configuring,
  { issuer, audience, projects }: Pipelines,
  teams: VaultTeam[],
): void {
  const backend = new vault.jwt.AuthBackend(
    `${name}-gitlab`,
    {
      type: "jwt",
      path: authMounts.gitlab,
      oidcDiscoveryUrl: issuer,
      boundIssuer: issuer,
      tune: { maxLeaseTtl: "1h" },
    },
    opts,
  );
  const role = (resource: string, args: PipelineRole) =>
    new vault.jwt.AuthBackendRole(
      `${name}-${resource}`,
      {
        backend: backend.path.apply((path) => path!),
        roleName: args.roleName,
        roleType: "jwt",
        boundAudiences: [audience],
        boundClaims: boundClaims(args),
        userClaim: "project_path",
        claimMappings: { user_login: "user_login", pipeline_id: "pipeline_id", job_id: "job_id", ref: "ref" },
        tokenPolicies: [args.policy],
        tokenTtl: args.ttl,
        tokenMaxTtl: args.ttl,
      },
      opts,
    );

  for (const { path: project, ref, environment } of projects) {
    role(`gitlab-${deployerPolicy}`, {
      roleName: deployerPolicy,
      project,
      ref,
      environment,
      policy: deployerPolicy,
      ttl: 60 * minutes,
    });
  }
  for (const team of teams) {
    for (const { project, ref, environment } of team.pipelines) {
      const roleName = teamPipelineRole(team.name, environment, project);
      const policy = teamPolicy(team.name, environment);
      role(`gitlab-${roleName}`, { roleName, project, ref, environment, policy, ttl: 15 * minutes });
    }
  }
}

interface PipelineRole {
  roleName: string;
  project: string;
  ref: string;
  environment: string;
  policy: pulumi.Input<string>;
  ttl: number;
}

/** Claims that GitLab puts into the token, not the job: https://docs.gitlab.com/ci/secrets/id_token_authentication/ */
export function boundClaims({ project, ref, environment }: Pick<PipelineRole, "project" | "ref" | "environment">) {
  return { project_path: project, ref, ref_type: "branch", ref_protected: "true", environment };
}
