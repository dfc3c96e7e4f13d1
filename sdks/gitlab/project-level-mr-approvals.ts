import { boolean, defaulted, required, resource, string, type ArgsOf } from "./schema";

const projectLevelMrApprovalsProperties = {
  /** Set to `true` to disable overriding approvers per merge request. */
  disableOverridingApproversPerMergeRequest: defaulted(boolean),
  /** Set to `true` to allow merge requests authors to approve their own merge requests. */
  mergeRequestsAuthorApproval: defaulted(boolean),
  /** Set to `true` to disable merge request committers from approving their own merge requests. */
  mergeRequestsDisableCommittersApproval: defaulted(boolean),
  /** The ID or URL-encoded path of a project to change MR approval configuration. */
  project: required(string),
  /** If true, requires approver to reauthenticate before adding the approval. */
  requireReauthenticationToApprove: defaulted(boolean),
  /**
   * Set to `true` to remove all approvals in a merge request when new commits are pushed to its source branch.
   * Default is `true`.
   */
  resetApprovalsOnPush: defaulted(boolean),
  /**
   * Reset approvals from Code Owners if their files changed. Can be enabled only if `resetApprovalsOnPush` is
   * disabled.
   */
  selectiveCodeOwnerRemovals: defaulted(boolean),
};

export type ProjectLevelMrApprovalsArgs = ArgsOf<typeof projectLevelMrApprovalsProperties>;

/** How a project's merge requests are approved. Premium. */
export class ProjectLevelMrApprovals extends resource(
  "gitlab:index/projectLevelMrApprovals:ProjectLevelMrApprovals",
  projectLevelMrApprovalsProperties,
) {}
