import { defaulted, number, required, resource, string, type ArgsOf } from "./schema";

const pipelineScheduleVariableProperties = {
  /** Name of the variable. */
  key: required(string),
  /** The id of the pipeline schedule. */
  pipelineScheduleId: required(number),
  /** The id of the project to add the schedule to. */
  project: required(string),
  /** Value of the variable. */
  value: required(string),
  /** The type of a variable. Available types are: `env_var`, `file`. Default is `env_var`. */
  variableType: defaulted(string),
};

export type PipelineScheduleVariableArgs = ArgsOf<typeof pipelineScheduleVariableProperties>;

/** A variable of the pipelines that a schedule begins. */
export class PipelineScheduleVariable extends resource(
  "gitlab:index/pipelineScheduleVariable:PipelineScheduleVariable",
  pipelineScheduleVariableProperties,
) {}
