import {
  boolean,
  computed,
  defaulted,
  list,
  number,
  optional,
  required,
  resource,
  string,
  type ArgsOf,
} from "./schema";

const userRunnerProperties = {
  /** The access level of the runner. Valid values are: `not_protected`, `ref_protected`. */
  accessLevel: defaulted(string),
  /** Description of the runner. */
  description: defaulted(string),
  /** The ID of the group that the runner is created in. Required if `runnerType` is `group_type`. */
  groupId: optional(number),
  /** Specifies if the runner should be locked for the current project. */
  locked: defaulted(boolean),
  /** Free-form maintenance notes for the runner (1024 characters). */
  maintenanceNote: defaulted(string),
  /**
   * Maximum timeout that limits the amount of time (in seconds) that runners can run jobs. Must be at least 600 (10
   * minutes).
   */
  maximumTimeout: defaulted(number),
  /** Specifies if the runner should ignore new jobs. */
  paused: defaulted(boolean),
  /** The ID of the project that the runner is created in. Required if `runnerType` is `project_type`. */
  projectId: optional(number),
  /** The scope of the runner. Valid values are: `instance_type`, `group_type`, `project_type`. */
  runnerType: required(string),
  /** A list of runner tags. */
  tagLists: defaulted(list(string)),
  /**
   * The authentication token to use when setting up a new runner with this configuration. This value cannot be
   * imported.
   */
  token: computed(string),
  /** Specifies if the runner should handle untagged jobs. */
  untagged: defaulted(boolean),
};

export type UserRunnerArgs = ArgsOf<typeof userRunnerProperties>;

/** A runner of an instance, group or project, made by the token's user; its token is what a runner registers with. */
export class UserRunner extends resource("gitlab:index/userRunner:UserRunner", userRunnerProperties, ["token"]) {}
