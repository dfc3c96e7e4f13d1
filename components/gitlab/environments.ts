import * as gitlab from "@pulumi/gitlab";
import * as pulumi from "@pulumi/pulumi";
import { schedule } from "./schedule";
import type { DeployedEnvironment, GitlabEnvironmentsArgs } from "./args";

/**
 * The environments of one stack in the projects that are deployed there: who deploys, who approves, what its jobs are
 * told, and what runs by itself. Its jobs hold no key of any cloud and of Vault: they sign in with ID tokens.
 */
export class GitlabEnvironments extends pulumi.ComponentResource {
  constructor(
    private readonly name: string,
    private readonly args: GitlabEnvironmentsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("platform:components:GitlabEnvironments", name, {}, opts);
    const { infrastructure, branch, environments, stack, drill } = args;
    for (const environment of environments) {
      this.deployed(infrastructure, environment, "maintainer");
      for (const project of environment.projects) this.deployed(project, environment, "developer");
      this.variables(environment.name, args.variables, true);
    }
    this.variables(`preview/${stack}`, args.previewVariables, false);
    if (drill) {
      schedule(
        `${name}-drill`,
        {
          project: infrastructure,
          branch,
          description: `Restore drill of ${stack}`,
          cron: "0 3 * * 0",
          variables: { DRILL_STACK: stack, ...drill },
        },
        { parent: this, dependsOn: args.ready },
      );
    }
    this.registerOutputs();
  }

  /** @param deployer role that may deploy outside of production */
  private deployed(
    project: string,
    { name, address }: DeployedEnvironment,
    deployer: "developer" | "maintainer",
  ): void {
    const owned = { parent: this, dependsOn: this.args.ready };
    const environment = new gitlab.ProjectEnvironment(
      `${this.name}/${project}/${name}`,
      { project, name, tier: tiers[name], externalUrl: address },
      owned,
    );
    new gitlab.ProjectProtectedEnvironment(
      `${this.name}/${project}/${name}-protection`,
      { project, environment: name, ...protection(name, deployer, this.args.deployApprovals) },
      { parent: this, dependsOn: environment }, // which it protects
    );
  }

  /** @param isProtected whether only jobs of protected branches are told: previews run for merge requests */
  private variables(scope: string, variables: Record<string, pulumi.Input<string>>, isProtected: boolean): void {
    for (const [key, value] of Object.entries(variables)) {
      new gitlab.ProjectVariable(
        `${this.name}/${scope}/${key}`,
        {
          project: this.args.infrastructure,
          key,
          value,
          environmentScope: scope,
          protected: isProtected,
          raw: true,
        },
        { parent: this, dependsOn: this.args.ready },
      );
    }
  }
}

const tiers = { dev: "development", staging: "staging", production: "production" } as const;

/** To production maintainers deploy, once others have approved. */
export function protection(
  environment: DeployedEnvironment["name"],
  deployer: "developer" | "maintainer",
  approvals: number,
) {
  const production = environment === "production";
  return {
    deployAccessLevelsAttributes: [{ accessLevel: production ? "maintainer" : deployer }],
    approvalRules: production ? [{ accessLevel: "maintainer", requiredApprovals: approvals }] : [],
  };
}
