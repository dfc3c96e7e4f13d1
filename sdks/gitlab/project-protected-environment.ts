import { defaulted, list, number, object, optional, required, resource, string, type ArgsOf } from "./schema";

const projectProtectedEnvironmentProperties = {
  /**
   * Array of approval rules to deploy, with each described by a hash. Elements in the `approvalRules` should be one
   * of `userId`, `groupId` or `accessLevel`.
   */
  approvalRules: defaulted(
    list(
      object({
        /**
         * Levels of access allowed to approve a deployment to this protected environment. Mutually exclusive with
         * `userId` and `groupId`. Valid values are `developer`, `maintainer`.
         */
        accessLevel: optional(string),
        /** Readable description of level of access. */
        accessLevelDescription: optional(string),
        /**
         * The ID of the group allowed to approve a deployment to this protected environment. The project must be shared
         * with the group. Mutually exclusive with `accessLevel` and `userId`.
         */
        groupId: optional(number),
        /**
         * Group inheritance allows deploy access levels to take inherited group membership into account. Valid values are
         * `0`, `1`. `0` => Direct group membership only, `1` => All inherited groups. Default: `0`.
         */
        groupInheritanceType: optional(number),
        /** The unique ID of the Approval Rules object. */
        id: optional(number),
        /**
         * The number of approval required to allow deployment to this protected environment. This is mutually exclusive
         * with user_id.
         */
        requiredApprovals: optional(number),
        /**
         * The ID of the user allowed to approve a deployment to this protected environment. The user must be a member of
         * the project. Mutually exclusive with `accessLevel` and `groupId`.
         */
        userId: optional(number),
      }),
    ),
  ),
  /**
   * Array of access levels allowed to deploy, with each described by a hash. Elements in the
   * `deploy_access_levels_attribute` should be one of `userId`, `groupId` or `accessLevel`.
   */
  deployAccessLevelsAttributes: optional(
    list(
      object({
        /**
         * Levels of access required to deploy to this protected environment. Mutually exclusive with `userId` and
         * `groupId`. Valid values are `developer`, `maintainer`.
         */
        accessLevel: optional(string),
        /** Readable description of level of access. */
        accessLevelDescription: optional(string),
        /**
         * The ID of the group allowed to deploy to this protected environment. The project must be shared with the group.
         * Mutually exclusive with `accessLevel` and `userId`.
         */
        groupId: optional(number),
        /**
         * Group inheritance allows deploy access levels to take inherited group membership into account. Valid values are
         * `0`, `1`. `0` => Direct group membership only, `1` => All inherited groups. Default: `0`.
         */
        groupInheritanceType: optional(number),
        /** The unique ID of the Deploy Access Level object. */
        id: optional(number),
        /**
         * The ID of the user allowed to deploy to this protected environment. The user must be a member of the project.
         * Mutually exclusive with `accessLevel` and `groupId`.
         */
        userId: optional(number),
      }),
    ),
  ),
  /** The name of the environment. */
  environment: required(string),
  /** The ID or full path of the project which the protected environment is created against. */
  project: required(string),
};

export type ProjectProtectedEnvironmentArgs = ArgsOf<typeof projectProtectedEnvironmentProperties>;

/** Who may deploy to an environment, and who approves that. Premium. */
export class ProjectProtectedEnvironment extends resource(
  "gitlab:index/projectProtectedEnvironment:ProjectProtectedEnvironment",
  projectProtectedEnvironmentProperties,
) {}
