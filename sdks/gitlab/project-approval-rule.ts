import { boolean, defaulted, list, number, required, resource, string, type ArgsOf } from "./schema";

const projectApprovalRuleProperties = {
  /**
   * Whether the rule is applied to all protected branches. If set to 'true', the value of `protectedBranchIds` is
   * ignored. Default is 'false'.
   */
  appliesToAllProtectedBranches: defaulted(boolean),
  /** The number of approvals required for this rule. */
  approvalsRequired: required(number),
  /** When this flag is set, the default `any_approver` rule will not be imported if present. */
  disableImportingDefaultAnyApproverRuleOnCreate: defaulted(boolean),
  /** A list of group IDs whose members can approve of the merge request. */
  groupIds: defaulted(list(number)),
  /** The name of the approval rule. */
  name: defaulted(string),
  /** The name or id of the project to add the approval rules. */
  project: required(string),
  /** A list of protected branch IDs (not branch names) for which the rule applies. */
  protectedBranchIds: defaulted(list(number)),
  /** Report type is required when the rule_type is `report_approver`. Valid values are `code_coverage`. */
  reportType: defaulted(string),
  /**
   * The type of rule. `any_approver` is a pre-configured default rule with `approvalsRequired` at `0`. Valid values
   * are `regular`, `any_approver`, `report_approver`.
   */
  ruleType: defaulted(string),
  /** A list of specific User IDs to add to the list of approvers. */
  userIds: defaulted(list(number)),
};

export type ProjectApprovalRuleArgs = ArgsOf<typeof projectApprovalRuleProperties>;

/** How many of whom approve a merge request. Premium. */
export class ProjectApprovalRule extends resource(
  "gitlab:index/projectApprovalRule:ProjectApprovalRule",
  projectApprovalRuleProperties,
) {}
