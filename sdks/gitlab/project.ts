import { boolean, computed, defaulted, list, number, object, optional, resource, string, type ArgsOf } from "./schema";

const projectProperties = {
  /** Set to true if you want to treat skipped pipelines as if they finished with success. */
  allowMergeOnSkippedPipeline: defaulted(boolean),
  /** Set whether or not a pipeline triggerer is allowed to approve deployments. Premium and Ultimate only. */
  allowPipelineTriggerApproveDeployment: defaulted(boolean),
  /** Set the analytics access level. Valid values are `disabled`, `private`, `enabled`. */
  analyticsAccessLevel: defaulted(string),
  /**
   * Set to `true` to archive the project instead of deleting on destroy. If set to `true` it will entire omit the
   * `DELETE` operation.
   */
  archiveOnDestroy: optional(boolean),
  /**
   * Whether the project is in read-only mode (archived). Repositories can be archived/unarchived by toggling this
   * parameter.
   */
  archived: optional(boolean),
  /** Auto-cancel pending pipelines. This isn't a boolean, but enabled/disabled. */
  autoCancelPendingPipelines: defaulted(string),
  /** Auto Deploy strategy. Valid values are `continuous`, `manual`, `timed_incremental`. */
  autoDevopsDeployStrategy: defaulted(string),
  /** Enable Auto DevOps for this project. */
  autoDevopsEnabled: defaulted(boolean),
  /**
   * Enable automatic reviews by GitLab Duo on merge requests. Ultimate only. Automatic reviews only work with the
   * GitLab Duo Enterprise add-on.
   */
  autoDuoCodeReviewEnabled: defaulted(boolean),
  /** Set whether auto-closing referenced issues on default branch. */
  autocloseReferencedIssues: defaulted(boolean),
  /**
   * Set to true to automatically rebase the source branch onto the target branch before merging. Only applies when
   * `mergeMethod` is `ff` or `rebase_merge`.
   */
  automaticRebaseEnabled: defaulted(boolean),
  /** A local path to the avatar image to upload. **Note**: not available for imported resources. */
  avatar: optional(string),
  /**
   * The hash of the avatar image. Use `filesha256("path/to/avatar.png")` whenever possible. **Note**: this is used to
   * trigger an update of the avatar. If it's not given, but an avatar is given, the avatar will be updated each time.
   */
  avatarHash: defaulted(string),
  /** The URL of the avatar image. */
  avatarUrl: computed(string),
  /** Branches to fork (empty for all branches). */
  branches: optional(string),
  /** The Git strategy. Defaults to fetch. Valid values are `clone`, `fetch`. */
  buildGitStrategy: defaulted(string),
  /** The maximum amount of time, in seconds, that a job can run. */
  buildTimeout: defaulted(number),
  /** Set the builds access level. Valid values are `disabled`, `private`, `enabled`. */
  buildsAccessLevel: defaulted(string),
  /** Custom Path to CI config file. */
  ciConfigPath: optional(string),
  /** Default number of revisions for shallow cloning. */
  ciDefaultGitDepth: defaulted(number),
  /** Pipelines older than the configured time are deleted. */
  ciDeletePipelinesInSeconds: defaulted(number),
  /** Show pipeline variables on the pipeline details page. Introduced in GitLab 17.8. */
  ciDisplayPipelineVariables: defaulted(boolean),
  /** When a new deployment job starts, skip older deployment jobs that are still pending. */
  ciForwardDeploymentEnabled: defaulted(boolean),
  /** Allow job retries even if the deployment job is outdated. */
  ciForwardDeploymentRollbackAllowed: defaulted(boolean),
  /**
   * Fields included in the sub claim of the ID Token. Accepts an array starting with `project_path`. The array might
   * also include `ref_type` and ref. Defaults to ["`project_path`", "`ref_type`", "ref"]. Introduced in GitLab 17.10.
   */
  ciIdTokenSubClaimComponents: defaulted(list(string)),
  /**
   * The minimum role required to set variables when running pipelines and jobs. Introduced in GitLab 17.1. Valid
   * values are `developer`, `maintainer`, `owner`, `no_one_allowed`.
   */
  ciPipelineVariablesMinimumOverrideRole: defaulted(string),
  /** Allow Git push requests to your project repository that are authenticated with a CI/CD job token. */
  ciPushRepositoryForJobTokenAllowed: defaulted(boolean),
  /**
   * The role required to cancel a pipeline or job. Premium and Ultimate only. Valid values are `developer`,
   * `maintainer`, `no_one`.
   */
  ciRestrictPipelineCancellationRole: defaulted(string),
  /** Use separate caches for protected branches. */
  ciSeparatedCaches: defaulted(boolean),
  /**
   * Set the image cleanup policy for this project. **Note**: this field is sometimes named
   * `container_expiration_policy_attributes` in the GitLab Upstream API.
   */
  containerExpirationPolicy: defaulted(
    object({
      /** The cadence of the policy. Valid values are: `1d`, `7d`, `14d`, `1month`, `3month`. */
      cadence: optional(string),
      /** If true, the policy is enabled. */
      enabled: optional(boolean),
      /** The number of images to keep. */
      keepN: optional(number),
      /** The regular expression to match image names to delete. */
      nameRegexDelete: optional(string),
      /** The regular expression to match image names to keep. */
      nameRegexKeep: optional(string),
      /** The next time the policy will run. */
      nextRunAt: optional(string),
      /** The number of days to keep images. */
      olderThan: optional(string),
    }),
  ),
  /** Set visibility of container registry, for this project. Valid values are `disabled`, `private`, `enabled`. */
  containerRegistryAccessLevel: defaulted(string),
  /** The default branch for the project. */
  defaultBranch: defaulted(string),
  /** A description of the project. */
  description: optional(string),
  /** Enable email notifications. */
  emailsEnabled: defaulted(boolean),
  /** Whether the project is empty. */
  emptyRepo: computed(boolean),
  /** Set the environments access level. Valid values are `disabled`, `private`, `enabled`. */
  environmentsAccessLevel: defaulted(string),
  /** The classification label for the project. */
  externalAuthorizationClassificationLabel: optional(string),
  /** Set the feature flags access level. Valid values are `disabled`, `private`, `enabled`. */
  featureFlagsAccessLevel: defaulted(string),
  /**
   * The id of the project to fork. During create the project is forked and during an update the fork relation is
   * changed.
   */
  forkedFromProjectId: optional(number),
  /** Set the forking access level. Valid values are `disabled`, `private`, `enabled`. */
  forkingAccessLevel: defaulted(string),
  /** Enable group runners for this project. */
  groupRunnersEnabled: defaulted(boolean),
  /**
   * For group-level custom templates, specifies ID of group from which all the custom project templates are sourced.
   * Leave empty for instance-level templates. Requires `useCustomTemplate` to be true (enterprise edition).
   */
  groupWithProjectTemplatesId: optional(number),
  /** URL that can be provided to `git clone` to clone the. */
  httpUrlToRepo: computed(string),
  /**
   * Git URL to a repository to be imported. Make sure to provide the credentials in `importUrlUsername` and
   * `importUrlPassword`. GitLab never returns the credentials, thus the provider cannot detect configuration drift in
   * the credentials.
   */
  importUrl: defaulted(string),
  /**
   * The password for the `importUrl`. The value of this field is used to construct a valid `importUrl` and is only
   * related to the provider. This field cannot be imported using `pulumi import`. See the examples section for how to
   * properly use it.
   */
  importUrlPassword: optional(string),
  /**
   * The username for the `importUrl`. The value of this field is used to construct a valid `importUrl` and is only
   * related to the provider. This field cannot be imported using `pulumi import`. See the examples section for how to
   * properly use it.
   */
  importUrlUsername: optional(string),
  /** Set the infrastructure access level. Valid values are `disabled`, `private`, `enabled`. */
  infrastructureAccessLevel: defaulted(string),
  /**
   * Create main branch with first commit containing a README.md file. Must be set to `true` if importing an
   * uninitialized project with a different `defaultBranch`.
   */
  initializeWithReadme: optional(boolean),
  /** Sets the template for branch names suggested when creating a branch from an issue. */
  issueBranchTemplate: optional(string),
  /** Set the issues access level. Valid values are `disabled`, `private`, `enabled`. */
  issuesAccessLevel: defaulted(string),
  /** Sets the template for new issues in the project. */
  issuesTemplate: optional(string),
  /** Disable or enable the ability to keep the latest artifact for this project. */
  keepLatestArtifact: defaulted(boolean),
  /** Enable LFS for the project. */
  lfsEnabled: defaulted(boolean),
  /** The maximum file size in megabytes for individual job artifacts. */
  maxArtifactsSize: defaulted(number),
  /** Template used to create merge commit message in merge requests. */
  mergeCommitTemplate: optional(string),
  /** Set the merge method. Valid values are `merge`, `rebase_merge`, `ff`. */
  mergeMethod: defaulted(string),
  /** Enable or disable merge pipelines. */
  mergePipelinesEnabled: defaulted(boolean),
  /**
   * Set the regex pattern that merge request titles must match. Use `mergeRequestTitleRegexDescription` to provide a
   * hint to the user.
   */
  mergeRequestTitleRegex: defaulted(string),
  /** Set the description shown to users when a merge request title does not match `mergeRequestTitleRegex`. */
  mergeRequestTitleRegexDescription: defaulted(string),
  /** Set the merge requests access level. Valid values are `disabled`, `private`, `enabled`. */
  mergeRequestsAccessLevel: defaulted(string),
  /** Sets the template for new merge requests in the project. */
  mergeRequestsTemplate: optional(string),
  /** Enable or disable merge trains. Requires `mergePipelinesEnabled` to be set to `true` to take effect. */
  mergeTrainsEnabled: defaulted(boolean),
  /**
   * Allows merge train merge requests to be merged without waiting for pipelines to finish. Requires
   * `mergePipelinesEnabled` to be set to `true` to take effect.
   */
  mergeTrainsSkipTrainAllowed: defaulted(boolean),
  /** Set visibility of machine learning model experiments. Valid values are `disabled`, `private`, `enabled`. */
  modelExperimentsAccessLevel: defaulted(string),
  /** Set visibility of machine learning model registry. Valid values are `disabled`, `private`, `enabled`. */
  modelRegistryAccessLevel: defaulted(string),
  /** Set the monitor access level. Valid values are `disabled`, `private`, `enabled`. */
  monitorAccessLevel: defaulted(string),
  /**
   * For forked projects, target merge requests to this project. If false, the target will be the upstream project.
   */
  mrDefaultTargetSelf: optional(boolean),
  /** Template used to set the default title of merge requests. */
  mrDefaultTitleTemplate: optional(string),
  /** The name of the project. */
  name: defaulted(string),
  /** The namespace (group or user) of the project. Defaults to your user. */
  namespaceId: defaulted(number),
  /** Set to true if you want allow merges only if all discussions are resolved. */
  onlyAllowMergeIfAllDiscussionsAreResolved: defaulted(boolean),
  /** Set to true if you want allow merges only if a pipeline succeeds. */
  onlyAllowMergeIfPipelineSucceeds: defaulted(boolean),
  /** Set visibility of the package registry. Valid values are `disabled`, `private`, `enabled`, `public`. */
  packageRegistryAccessLevel: defaulted(string),
  /** Enable packages repository for the project. */
  packagesEnabled: defaulted(boolean),
  /** Enable pages access control. Valid values are `public`, `private`, `enabled`, `disabled`. */
  pagesAccessLevel: defaulted(string),
  /** The path of the repository. */
  path: optional(string),
  /** The path of the repository with namespace. */
  pathWithNamespace: computed(string),
  /**
   * Set to `true` to immediately permanently delete the project instead of scheduling a delete for Premium and
   * Ultimate tiers.
   */
  permanentlyDeleteOnDestroy: optional(boolean),
  /** Set whether merge requests require an associated issue from Jira. Premium and Ultimate only. */
  preventMergeWithoutJiraIssue: defaulted(boolean),
  /** Show link to create/view merge request when pushing from the command line. */
  printingMergeRequestLinkEnabled: defaulted(boolean),
  /**
   * Whether pipelines triggered for merge requests run with project secrets and protected variables, instead of the
   * contributor's lower-privileged context.
   */
  protectMergeRequestPipelines: defaulted(boolean),
  /** If true, jobs can be viewed by non-project members. */
  publicJobs: defaulted(boolean),
  /** Set the releases access level. Valid values are `disabled`, `private`, `enabled`. */
  releasesAccessLevel: defaulted(string),
  /** Enable `Delete source branch` option by default for all new merge requests. */
  removeSourceBranchAfterMerge: defaulted(boolean),
  /** Set the repository access level. Valid values are `disabled`, `private`, `enabled`. */
  repositoryAccessLevel: defaulted(string),
  /** Which storage shard the repository is on. (administrator only). */
  repositoryStorage: defaulted(string),
  /** Allow users to request member access. */
  requestAccessEnabled: defaulted(boolean),
  /** Set the requirements access level. Valid values are `disabled`, `private`, `enabled`. */
  requirementsAccessLevel: defaulted(string),
  /** Automatically resolve merge request diffs discussions on lines changed with a push. */
  resolveOutdatedDiffDiscussions: optional(boolean),
  /** The default resource group process mode for the project. */
  resourceGroupDefaultProcessMode: defaulted(string),
  /**
   * Set the strategy used to automatically assign reviewers to merge requests. Valid values are `disabled`,
   * `code_owners`, `dap_powered`. Premium and Ultimate only.
   */
  reviewerAssignmentStrategy: defaulted(string),
  /** Registration token to use during runner setup. */
  runnersToken: computed(string),
  /** Set the security and compliance access level. Valid values are `disabled`, `private`, `enabled`. */
  securityAndComplianceAccessLevel: defaulted(string),
  /** Enable shared runners for this project. */
  sharedRunnersEnabled: defaulted(boolean),
  /**
   * If `true`, the default behavior to wait for the default branch protection to be created is skipped. This is
   * necessary if the current user is not an admin and the default branch protection is disabled on an instance-level.
   */
  skipWaitForDefaultBranchProtection: optional(boolean),
  /** Set the snippets access level. Valid values are `disabled`, `private`, `enabled`. */
  snippetsAccessLevel: defaulted(string),
  /** Template used to create squash commit message in merge requests. */
  squashCommitTemplate: optional(string),
  /**
   * Squash commits when merge request is merged. Valid values are `never` (Do not allow), `always` (Require),
   * `default_on` (Encourage), or `default_off` (Allow). The default value is `default_off` (Allow).
   */
  squashOption: defaulted(string),
  /** URL that can be provided to `git clone` to clone the. */
  sshUrlToRepo: computed(string),
  /** The commit message used to apply merge request suggestions. */
  suggestionCommitMessage: optional(string),
  /**
   * When used without `useCustomTemplate`, name of a built-in project template. When used with `useCustomTemplate`,
   * name of a custom project template. This option is mutually exclusive with `templateProjectId`.
   */
  templateName: optional(string),
  /**
   * When used with `useCustomTemplate`, project ID of a custom project template. This is preferable to using
   * `templateName` since `templateName` may be ambiguous (enterprise edition). This option is mutually exclusive with
   * `templateName`.
   */
  templateProjectId: optional(number),
  /** The list of topics for the project. */
  topics: defaulted(list(string)),
  /**
   * Use either custom instance or group (with `groupWithProjectTemplatesId`) project template (enterprise edition).
   */
  useCustomTemplate: optional(boolean),
  /** Set to `public` to create a public project. Valid values are `private`, `internal`, `public`. */
  visibilityLevel: defaulted(string),
  /** URL that can be used to find the project in a browser. */
  webUrl: computed(string),
  /** Set the wiki access level. Valid values are `disabled`, `private`, `enabled`. */
  wikiAccessLevel: defaulted(string),
};

export type ProjectArgs = ArgsOf<typeof projectProperties>;

/** A project: a repository with its merge requests and pipelines. */
export class Project extends resource("gitlab:index/project:Project", projectProperties, [
  "importUrlPassword",
  "runnersToken",
]) {}
