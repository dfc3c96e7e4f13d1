import * as gitlab from "@pulumi/gitlab";
import type * as pulumi from "@pulumi/pulumi";

export interface ScheduleArgs {
  project: pulumi.Input<string>;
  branch: string;
  description: string;
  /** In UTC. */
  cron: string;
  /** By which jobs know that they are meant. */
  variables: Record<string, string>;
}

/** Pipelines of the branch that begin by themselves. */
export function schedule(name: string, args: ScheduleArgs, opts: pulumi.CustomResourceOptions): void {
  const { project, branch, description, cron, variables } = args;
  const made = new gitlab.PipelineSchedule(
    name,
    { project, description, ref: `refs/heads/${branch}`, cron, cronTimezone: "UTC", active: true },
    opts,
  );
  for (const [key, value] of Object.entries(variables)) {
    new gitlab.PipelineScheduleVariable(
      `${name}/${key}`,
      { project, pipelineScheduleId: made.pipelineScheduleId, key, value },
      { parent: opts.parent },
    );
  }
}
