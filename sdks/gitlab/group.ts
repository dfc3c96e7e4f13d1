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

const groupProperties = {
  /**
   * Allow merging merge requests when the pipeline is skipped. Only applies when `onlyAllowMergeIfPipelineSucceeds`
   * is true. Premium and Ultimate only.
   */
  allowMergeOnSkippedPipeline: defaulted(boolean),
  /**
   * A list of email address domains to allow group access. Will be concatenated together into a comma separated
   * string.
   */
  allowedEmailDomainsLists: defaulted(list(string)),
  /**
   * Set to `true` to archive the group instead of deleting on destroy. If set to `true` it will entirely omit the
   * `DELETE` operation.
   */
  archiveOnDestroy: optional(boolean),
  /** Default to Auto DevOps pipeline for all projects within this group. */
  autoDevopsEnabled: defaulted(boolean),
  /** A local path to the avatar image to upload. **Note**: not available for imported resources. */
  avatar: optional(string),
  /**
   * The hash of the avatar image. Use `filesha256("path/to/avatar.png")` whenever possible. **Note**: this is used to
   * trigger an update of the avatar. If it's not given, but an avatar is given, the avatar will be updated each time.
   */
  avatarHash: defaulted(string),
  /** The URL of the avatar image. */
  avatarUrl: computed(string),
  /** Enable customer relations management (CRM) for the group. */
  crmEnabled: defaulted(boolean),
  /** Initial default branch name. */
  defaultBranch: optional(string),
  /** The default branch protection defaults. */
  defaultBranchProtectionDefaults: defaulted(
    object({
      /** Allow force push for all users with push access. */
      allowForcePush: optional(boolean),
      /** An array of access levels allowed to merge. Valid values are: `developer`, `maintainer`, `no one`. */
      allowedToMerges: optional(list(string)),
      /** An array of access levels allowed to push. Valid values are: `developer`, `maintainer`, `no one`. */
      allowedToPushes: optional(list(string)),
      /** Require code owner approval before merging. */
      codeOwnerApprovalRequired: optional(boolean),
      /** Allow developers to initial push. */
      developerCanInitialPush: optional(boolean),
    }),
  ),
  /** The group's description. */
  description: optional(string),
  /** Enable email notifications. */
  emailsEnabled: defaulted(boolean),
  /**
   * Available in Self-Managed, Premium and Ultimate plans. Can be set by administrators only. Additional CI/CD
   * minutes for this group.
   */
  extraSharedRunnersMinutesLimit: defaulted(number),
  /** The full name of the group. */
  fullName: computed(string),
  /** The full path of the group. */
  fullPath: computed(string),
  /**
   * A list of IP addresses or subnet masks to restrict group access. Will be concatenated together into a comma
   * separated string. Only allowed on top level groups.
   */
  ipRestrictionRanges: optional(list(string)),
  /** Enable/disable Large File Storage (LFS) for the projects in this group. */
  lfsEnabled: defaulted(boolean),
  /** The maximum file size in megabytes for individual job artifacts. */
  maxArtifactsSize: defaulted(number),
  /** Users cannot be added to projects in this group. */
  membershipLock: defaulted(boolean),
  /** Disable the capability of a group from getting mentioned. */
  mentionsDisabled: defaulted(boolean),
  /** The name of the group. */
  name: defaulted(string),
  /**
   * Only allow merging merge requests when all discussions are resolved. When enabled for a group, applies to all
   * projects in the group. Premium and Ultimate only.
   */
  onlyAllowMergeIfAllDiscussionsAreResolved: defaulted(boolean),
  /**
   * Only allow merging merge requests if the pipeline succeeds. When enabled for a group, applies to all projects in
   * the group. Premium and Ultimate only.
   */
  onlyAllowMergeIfPipelineSucceeds: defaulted(boolean),
  /** Id of the parent group (creates a nested group). */
  parentId: defaulted(number),
  /** The path of the group. */
  path: required(string),
  /**
   * Whether the group should be permanently removed during a `delete` operation. This only works with subgroups. Must
   * be configured via an `apply` before the `destroy` is run.
   */
  permanentlyRemoveOnDelete: optional(boolean),
  /** Defaults to false. When enabled, users can not fork projects from this group to external namespaces. */
  preventForkingOutsideGroup: defaulted(boolean),
  /**
   * Defaults to false. When enabled, users cannot invite other groups outside of the top-level group's hierarchy.
   * This option is only available for top-level groups.
   */
  preventSharingGroupsOutsideHierarchy: defaulted(boolean),
  /**
   * Determine if developers can create projects in the group. Valid values are: `noone`, `owner`, `maintainer`,
   * `developer`, `administrator`.
   */
  projectCreationLevel: defaulted(string),
  /** Push rules for the group. */
  pushRules: defaulted(
    object({
      /** All commit author emails must match this regex, e.g. `@my-company.com$`. */
      authorEmailRegex: optional(string),
      /** All branch names must match this regex, e.g. `(feature|hotfix)\/*`. */
      branchNameRegex: optional(string),
      /** Only commits pushed using verified emails are allowed. */
      commitCommitterCheck: optional(boolean),
      /**
       * Users can only push commits to this repository if the commit author name is consistent with their GitLab
       * account name.
       */
      commitCommitterNameCheck: optional(boolean),
      /** No commit message is allowed to match this regex, for example `ssh\:\/\/`. */
      commitMessageNegativeRegex: optional(string),
      /** All commit messages must match this regex, e.g. `Fixed \d+\..*`. */
      commitMessageRegex: optional(string),
      /** Deny deleting a tag. */
      denyDeleteTag: optional(boolean),
      /**
       * Filenames matching the regular expression provided in this attribute are not allowed, for example,
       * `(jar|exe)$`.
       */
      fileNameRegex: optional(string),
      /** Maximum file size (MB) allowed. */
      maxFileSize: optional(number),
      /** Allows only GitLab users to author commits. */
      memberCheck: optional(boolean),
      /** GitLab will reject any files that are likely to contain secrets. */
      preventSecrets: optional(boolean),
      /** Reject commit when it's not DCO certified. */
      rejectNonDcoCommits: optional(boolean),
      /** Only commits signed through GPG are allowed. */
      rejectUnsignedCommits: optional(boolean),
    }),
  ),
  /** Allow users to request member access. */
  requestAccessEnabled: defaulted(boolean),
  /** Require all users in this group to setup Two-factor authentication. */
  requireTwoFactorAuthentication: defaulted(boolean),
  /** The group level registration token to use during runner setup. */
  runnersToken: computed(string),
  /** Prevent sharing a project with another group within this group. */
  shareWithGroupLock: defaulted(boolean),
  /**
   * Available in Self-Managed, Premium and Ultimate plans. Can be set by administrators only. Maximum number of
   * monthly CI/CD minutes for this group. Can be nil (default; inherit system default), 0 (unlimited), or > 0.
   */
  sharedRunnersMinutesLimit: defaulted(number),
  /**
   * Enable or disable shared runners for a group's subgroups and projects. Valid values are: `enabled`,
   * `disabled_and_overridable`, `disabled_and_unoverridable`, `disabled_with_override`.
   */
  sharedRunnersSetting: defaulted(string),
  /** Allowed to create subgroups. Valid values are: `owner`, `maintainer`. */
  subgroupCreationLevel: defaulted(string),
  /** Defaults to 48. Time before Two-factor authentication is enforced (in hours). */
  twoFactorGracePeriod: defaulted(number),
  /**
   * The group's visibility. Can be `private`, `internal`, or `public`. Valid values are: `private`, `internal`,
   * `public`.
   */
  visibilityLevel: defaulted(string),
  /** Web URL of the group. */
  webUrl: computed(string),
  /**
   * The group's wiki access level. Only available on Premium and Ultimate plans. Valid values are `disabled`,
   * `private`, `enabled`.
   */
  wikiAccessLevel: defaulted(string),
};

export type GroupArgs = ArgsOf<typeof groupProperties>;

/** A group: where projects and other groups are. */
export class Group extends resource("gitlab:index/group:Group", groupProperties, ["runnersToken"]) {}
