import { boolean, computed, defaulted, number, optional, required, resource, string, type ArgsOf } from "./schema";

const projectEnvironmentProperties = {
  /** The ISO8601 date/time that this environment will be automatically stopped at in UTC. */
  autoStopAt: computed(string),
  /**
   * The auto stop setting for the environment. Allowed values are `always`, `with_action`. If this is set to
   * `with_action` and `stopBeforeDestroy` is `true`, the environment will be force-stopped.
   */
  autoStopSetting: defaulted(string),
  /** The cluster agent to associate with this environment. */
  clusterAgentId: optional(number),
  /** The ISO8601 date/time that this environment was created at in UTC. */
  createdAt: computed(string),
  /** The description of the environment. */
  description: defaulted(string),
  /** Place to link to for this environment. */
  externalUrl: defaulted(string),
  /** The Flux resource path to associate with this environment. */
  fluxResourcePath: defaulted(string),
  /** The Kubernetes namespace to associate with this environment. */
  kubernetesNamespace: defaulted(string),
  /** The name of the environment. */
  name: defaulted(string),
  /** The ID or full path of the project to environment is created for. */
  project: required(string),
  /**
   * The name of the environment in lowercase, shortened to 63 bytes, and with everything except 0-9 and a-z replaced
   * with -. No leading / trailing -. Use in URLs, host names and domain names.
   */
  slug: computed(string),
  /** State the environment is in. Valid values are `available`, `stopped`. */
  state: computed(string),
  /**
   * Determines whether the environment is attempted to be stopped before the environment is deleted. If
   * `autoStopSetting` is set to `with_action`, this will perform a force stop.
   */
  stopBeforeDestroy: defaulted(boolean),
  /** The tier of the new environment. Valid values are `production`, `staging`, `testing`, `development`, `other`. */
  tier: defaulted(string),
  /** The ISO8601 date/time that this environment was last updated at in UTC. */
  updatedAt: computed(string),
};

export type ProjectEnvironmentArgs = ArgsOf<typeof projectEnvironmentProperties>;

/** Where a project is deployed. */
export class ProjectEnvironment extends resource(
  "gitlab:index/projectEnvironment:ProjectEnvironment",
  projectEnvironmentProperties,
) {}
