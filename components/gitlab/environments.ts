import * as gitlab from "@pulumi/gitlab";
import * as pulumi from "@pulumi/pulumi";
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
    const { infrastructure, environments, stack, drill } = args;
    for (const environment of environments) {
      this.deployed(infrastructure, environment, "maintainer");
      for (const project of environment.projects) this.deployed(project, environment, "developer");
      this.variables(environment);
    }
    this.schedule("drift", `Look for drift of ${stack}`, "0 5 * * *", { DRIFT_STACK: stack });
    if (drill) this.schedule("drill", `Restore drill of ${stack}`, "0 3 * * 0", { DRILL_STACK: stack, ...drill });
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

  private variables({ name: environment }: DeployedEnvironment): void {
    for (const [key, value] of Object.entries(this.args.variables)) {
      new gitlab.ProjectVariable(
        `${this.name}/${environment}/${key}`,
        {
          project: this.args.infrastructure,
          key,
          value,
          environmentScope: environment,
          protected: true,
          raw: true,
        },
        { parent: this, dependsOn: this.args.ready },
      );
    }
  }

  private schedule(name: string, description: string, cron: string, variables: Record<string, string>): void {
    const { infrastructure: project, branch } = this.args;
    const schedule = new gitlab.PipelineSchedule(
      `${this.name}-${name}`,
      { project, description, ref: `refs/heads/${branch}`, cron, cronTimezone: "UTC", active: true },
      { parent: this, dependsOn: this.args.ready },
    );
    for (const [key, value] of Object.entries(variables)) {
      new gitlab.PipelineScheduleVariable(
        `${this.name}-${name}/${key}`,
        { project, pipelineScheduleId: schedule.pipelineScheduleId, key, value },
        { parent: this },
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
