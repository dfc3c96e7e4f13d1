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

const projectAccessTokenProperties = {
  /**
   * The access level for the project access token. Valid values are: `no one`, `minimal`, `guest`, `planner`,
   * `reporter`, `security_manager`, `developer`, `maintainer`, `owner`. Default is `maintainer`.
   */
  accessLevel: defaulted(string),
  /** True if the token is active. */
  active: computed(boolean),
  /** Time the token has been created, RFC3339 format. */
  createdAt: computed(string),
  /** The description of the project access token. */
  description: defaulted(string),
  /** When the token will expire, YYYY-MM-DD format. Is automatically set when `rotationConfiguration` is used. */
  expiresAt: defaulted(string),
  /** The name of the project access token. */
  name: defaulted(string),
  /** The ID or full path of the project. */
  project: required(string),
  /** True if the token is revoked. */
  revoked: computed(boolean),
  /** The configuration for when to rotate a token automatically. Will not rotate a token until `pulumi up` is run. */
  rotationConfiguration: optional(
    object({
      /** The duration (in days) the new token should be valid for. */
      expirationDays: required(number),
      /**
       * The duration (in days) before the expiration when the token should be rotated. As an example, if set to 7 days,
       * the token will rotate 7 days before the expiration date, but only when `pulumi up` is run in that timeframe.
       */
      rotateBeforeDays: required(number),
    }),
  ),
  /**
   * The scopes of the project access token. valid values are: `api`, `read_api`, `read_registry`, `write_registry`,
   * `read_repository`, `write_repository`, `create_runner`, `manage_runner`, `ai_features`, `k8s_proxy`,
   * `read_observability`, `write_observability`, `self_rotate`.
   */
  scopes: required(list(string)),
  /** The token of the project access token. **Note**: the token is not available for imported resources. */
  token: computed(string),
  /** The user_id associated to the token. */
  userId: computed(number),
  /** Whether to validate if the expiration date is in the future. */
  validatePastExpirationDate: defaulted(boolean),
};

export type ProjectAccessTokenArgs = ArgsOf<typeof projectAccessTokenProperties>;

/** A token for the API of one project, with a user of its own. */
export class ProjectAccessToken extends resource(
  "gitlab:index/projectAccessToken:ProjectAccessToken",
  projectAccessTokenProperties,
  ["token"],
) {}
