import type * as gitlab from "@pulumi/gitlab";
import type { ProjectStandard } from "./args";

/** A group inside of the one that is given, closed to everybody who is not invited. */
export function groupSettings({ visibility }: Pick<ProjectStandard, "visibility">) {
  return {
    visibilityLevel: visibility,
    projectCreationLevel: "noone",
    subgroupCreationLevel: "owner",
    requestAccessEnabled: false,
    requireTwoFactorAuthentication: true,
    autoDevopsEnabled: false,
    wikiAccessLevel: "disabled",
    // People commit for years what one edit of a stack file would delete.
    archiveOnDestroy: true,
  } satisfies Partial<gitlab.GroupArgs>;
}

/** What a project allows: changes by merge request with a green pipeline, and jobs that reach nothing else. */
export function projectSettings({ branch, visibility }: ProjectStandard) {
  return {
    defaultBranch: branch,
    visibilityLevel: visibility,
    // There has to be a branch that can be protected.
    initializeWithReadme: true,
    archiveOnDestroy: true,

    // Only then is the newest commit one that a person signed, which Flux looks at.
    mergeMethod: "ff",
    squashOption: "never",
    onlyAllowMergeIfPipelineSucceeds: true,
    allowMergeOnSkippedPipeline: false,
    onlyAllowMergeIfAllDiscussionsAreResolved: true,
    removeSourceBranchAfterMerge: true,

    publicJobs: false,
    autoDevopsEnabled: false,
    buildTimeout: 3600,
    ciSeparatedCaches: true,
    ciForwardDeploymentEnabled: true,
    ciForwardDeploymentRollbackAllowed: false,
    ciPipelineVariablesMinimumOverrideRole: "maintainer",
    ciRestrictPipelineCancellationRole: "maintainer",
    ciPushRepositoryForJobTokenAllowed: false,
    protectMergeRequestPipelines: false,

    requestAccessEnabled: false,
    forkingAccessLevel: "private",
    wikiAccessLevel: "disabled",
    snippetsAccessLevel: "disabled",
    pagesAccessLevel: "disabled",
  } satisfies Partial<gitlab.ProjectArgs>;
}

/** Nobody pushes to the branch; what is merged has the owners' approval. */
export function branchProtection({ branch }: ProjectStandard, merge: "developer" | "maintainer") {
  return {
    branch,
    allowForcePush: false,
    codeOwnerApprovalRequired: true,
    allowedToPushes: [{ accessLevel: "no one" }],
    allowedToMerges: [{ accessLevel: merge }],
    allowedToUnprotects: [{ accessLevel: "maintainer" }],
  };
}

/** Who wrote a change approves it no more, and an approval is for what was seen. */
export const approvalSettings = {
  mergeRequestsAuthorApproval: false,
  mergeRequestsDisableCommittersApproval: true,
  resetApprovalsOnPush: true,
  disableOverridingApproversPerMergeRequest: true,
} satisfies Partial<gitlab.ProjectLevelMrApprovalsArgs>;

export const pushRules = {
  preventSecrets: true,
  denyDeleteTag: true,
  fileNameRegex: "\\.(key|p12|pfx|jks|kubeconfig)$",
  maxFileSize: 10,
} satisfies Partial<gitlab.ProjectPushRulesArgs>;
