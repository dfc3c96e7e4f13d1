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

const branchProtectionProperties = {
  /** Can be set to true to allow users with push access to force push. */
  allowForcePush: defaulted(boolean),
  /**
   * Array of merge access levels/users/groups allowed for the protected branch. Only available for Premium and
   * Ultimate instances.
   */
  allowedToMerges: defaulted(
    list(
      object({
        /**
         * Access level allowed to perform the relevant action. Mutually exclusive with `groupId` and `userId`. Valid
         * values are: `no one`, `developer`, `maintainer`, `admin`.
         */
        accessLevel: optional(string),
        /** Readable description of access level. */
        accessLevelDescription: optional(string),
        /**
         * The ID of a GitLab group allowed to perform the relevant action. Mutually exclusive with `userId` and
         * `accessLevel`.
         */
        groupId: optional(number),
        /**
         * The ID of a GitLab user allowed to perform the relevant action. Mutually exclusive with `groupId` and
         * `accessLevel`.
         */
        userId: optional(number),
      }),
    ),
  ),
  /**
   * Array of push access levels/users/groups/deploy keys allowed for the protected branch. Only available for Premium
   * and Ultimate instances.
   */
  allowedToPushes: defaulted(
    list(
      object({
        /**
         * Access level allowed to perform the relevant action. Mutually exclusive with `deployKeyId`, `groupId`, and
         * `userId`. Valid values are: `no one`, `developer`, `maintainer`, `admin`.
         */
        accessLevel: optional(string),
        /** Readable description of access level. */
        accessLevelDescription: optional(string),
        /**
         * The ID of a GitLab deploy key allowed to perform the relevant action. Mutually exclusive with `userId`,
         * `groupId`, and `accessLevel`. This field is read-only until Gitlab 17.5.
         */
        deployKeyId: optional(number),
        /**
         * The ID of a GitLab group allowed to perform the relevant action. Mutually exclusive with `deployKeyId`,
         * `userId`, and `accessLevel`.
         */
        groupId: optional(number),
        /**
         * The ID of a GitLab user allowed to perform the relevant action. Mutually exclusive with `deployKeyId`,
         * `groupId`, and `accessLevel`.
         */
        userId: optional(number),
      }),
    ),
  ),
  /**
   * Array of unprotect access levels/users/groups allowed for the protected branch. Only available for Premium and
   * Ultimate instances.
   */
  allowedToUnprotects: defaulted(
    list(
      object({
        /**
         * Access level allowed to perform the relevant action. Mutually exclusive with `groupId` and `userId`. Valid
         * values are: `developer`, `maintainer`, `admin`.
         */
        accessLevel: optional(string),
        /** Readable description of access level. */
        accessLevelDescription: optional(string),
        /**
         * The ID of a GitLab group allowed to perform the relevant action. Mutually exclusive with `userId` and
         * `accessLevel`.
         */
        groupId: optional(number),
        /**
         * The ID of a GitLab user allowed to perform the relevant action. Mutually exclusive with `groupId` and
         * `accessLevel`.
         */
        userId: optional(number),
      }),
    ),
  ),
  /** Name of the branch. */
  branch: required(string),
  /** The ID of the branch protection (not the branch name). */
  branchProtectionId: computed(number),
  /**
   * Can be set to true to require code owner approval before merging. Only available for Premium and Ultimate
   * instances.
   */
  codeOwnerApprovalRequired: defaulted(boolean),
  /**
   * Access levels allowed to merge. Valid values are: `no one`, `developer`, `maintainer`, `admin`. Only available
   * for CE instances.
   */
  mergeAccessLevel: defaulted(string),
  /** The id of the project. */
  project: required(string),
  /**
   * Access levels allowed to push. Valid values are: `no one`, `developer`, `maintainer`, `admin`. Only available for
   * CE instances.
   */
  pushAccessLevel: defaulted(string),
};

export type BranchProtectionArgs = ArgsOf<typeof branchProtectionProperties>;

/** Who may push to a branch and merge into it. The provider takes over what GitLab protects by itself. */
export class BranchProtection extends resource(
  "gitlab:index/branchProtection:BranchProtection",
  branchProtectionProperties,
) {}
