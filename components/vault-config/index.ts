import * as pulumi from "@pulumi/pulumi";
import type { Configuring, VaultConfigArgs } from "./args";
import { databases } from "./databases";
import { kubernetesAuth, policyOf } from "./kubernetes";
import { limits } from "./limits";
import { auditLog, keyValueStores } from "./mounts";
import { deployerPolicy, teamPolicy } from "./names";
import { passwordRulesOf } from "./passwords";
import { peopleAuth } from "./people";
import { pipelineAuth } from "./pipelines";
import { pki } from "./pki";
import { deployerGrants, teamGrants } from "./policies";
import { transit } from "./transit";

export type { PlatformPart, VaultConfigArgs, VaultTeam } from "./args";
export { certManagerPart, externalSecretsPart, snapshotsPart } from "./parts";
export type { TeamEntry } from "./policies";

/**
 * What Vault holds and who may what: mounts, sign-in of pods, pipelines and people, policies, an authority, keys and
 * limits. No secret passes through it: keys and passwords are made inside of Vault, or entered there by people.
 */
export class VaultConfig extends pulumi.ComponentResource {
  constructor(name: string, args: VaultConfigArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:VaultConfig", name, {}, opts);
    const { environments, teams, parts } = args;

    // Before anything else, so that it is written down.
    const audit = auditLog({ name, opts: { parent: this } }, environments);
    const configuring: Configuring = { name, opts: { parent: this, dependsOn: audit } };

    keyValueStores(configuring, environments);
    policyOf(configuring, deployerPolicy, deployerGrants(environments));
    for (const team of teams) {
      for (const environment of team.environments) {
        policyOf(configuring, teamPolicy(team.name, environment), teamGrants(team, environment));
      }
    }
    kubernetesAuth(configuring, { teams, parts });
    if (args.pipelines) pipelineAuth(configuring, args.pipelines, teams);
    if (args.people) peopleAuth(configuring, args.people, args);
    pki(configuring, args.inClusterAddress);
    transit(configuring, teams);
    databases(configuring, teams);
    passwordRulesOf(configuring);
    limits(configuring);

    this.registerOutputs();
  }
}
