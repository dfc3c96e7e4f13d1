import { boolean, computed, defaulted, list, required, resource, string, type ArgsOf } from "./schema";

const projectDeployTokenProperties = {
  /** True if the token is expired. */
  expired: computed(boolean),
  /** Time the token expires in RFC3339 format. Not set by default. */
  expiresAt: defaulted(string),
  /** A name to describe the deploy token with. */
  name: defaulted(string),
  /** The Id or full path of the project. */
  project: required(string),
  /** True if the token is revoked. */
  revoked: computed(boolean),
  /**
   * The scopes of the project deploy token. Valid values are: `read_repository`, `read_registry`, `write_registry`,
   * `read_virtual_registry`, `write_virtual_registry`, `read_package_registry`, `write_package_registry`.
   */
  scopes: required(list(string)),
  /**
   * The secret token. This is only populated when creating a new deploy token. **Note**: The token is not available
   * for imported resources.
   */
  token: computed(string),
  /** A username for the deploy token. Default is `gitlab+deploy-token-{n}`. */
  username: defaulted(string),
  /** Whether to validate if the expiration date is in the future. */
  validatePastExpirationDate: defaulted(boolean),
};

export type ProjectDeployTokenArgs = ArgsOf<typeof projectDeployTokenProperties>;

/** A token that reads repository, packages or images of one project. */
export class ProjectDeployToken extends resource(
  "gitlab:index/projectDeployToken:ProjectDeployToken",
  projectDeployTokenProperties,
  ["token"],
) {}
