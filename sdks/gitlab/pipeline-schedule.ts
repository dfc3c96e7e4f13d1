import {
  boolean,
  computed,
  defaulted,
  list,
  number,
  object,
  optional,
  required,
  resource,
  string,
  type ArgsOf,
} from "./schema";

const pipelineScheduleProperties = {
  /** The activation of pipeline schedule. If false is set, the pipeline schedule will deactivated initially. */
  active: defaulted(boolean),
  /** The cron (e.g. `0 1 * * *`). */
  cron: required(string),
  /** The timezone. */
  cronTimezone: defaulted(string),
  /** The description of the pipeline schedule. */
  description: required(string),
  /**
   * List of pipeline schedule inputs. Each element in `inputs` has `name` and `value`. Maximum of 20 inputs allowed.
   */
  inputs: optional(
    list(
      object({
        /** The name of the input. */
        name: required(string),
        /** The value of the input. */
        value: required(string),
      }),
    ),
  ),
  /** The ID of the user that owns the pipeline schedule. */
  owner: computed(number),
  /** The pipeline schedule id. */
  pipelineScheduleId: computed(number),
  /** The name or id of the project to add the schedule to. */
  project: required(string),
  /**
   * The branch/tag name to be triggered. This must be the full branch reference, for example: `refs/heads/main`, not
   * `main`.
   */
  ref: required(string),
  /**
   * When set to `true`, the user represented by the token running the provider will take ownership of the scheduled
   * pipeline prior to editing it. This can help when managing scheduled pipeline drift when other users are making
   * changes outside of it.
   */
  takeOwnership: defaulted(boolean),
};

export type PipelineScheduleArgs = ArgsOf<typeof pipelineScheduleProperties>;

/** A pipeline that begins at fixed times. */
export class PipelineSchedule extends resource(
  "gitlab:index/pipelineSchedule:PipelineSchedule",
  pipelineScheduleProperties,
) {}
