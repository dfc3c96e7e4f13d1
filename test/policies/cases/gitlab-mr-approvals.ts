import { gitlabMrApprovals } from "../../../policies/platform/rules/gitlab-mr-approvals";
import { unknown } from "../../support/cloud";
import { api, beforeDeployment, gitlab, project } from "../../support/gitlab";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const strict = { mergeRequestsAuthorApproval: false, resetApprovalsOnPush: true };
const approvals = (props: object = {}) =>
  gitlab("ProjectLevelMrApprovals", "api", { project: api, ...strict, ...props });
const approvers = (approvalsRequired: unknown = 2, of = api) =>
  gitlab("ProjectApprovalRule", "api", { project: of, approvalsRequired });

const SETTINGS =
  "a ProjectLevelMrApprovals must set mergeRequestsAuthorApproval to false and resetApprovalsOnPush to true";
const PEOPLE = "a ProjectApprovalRule must ask for 2 approvals or more";

export const cases: RuleCases = {
  rule: gitlabMrApprovals,
  passing: {
    "two people, of whom none wrote it": [project(), approvals(), approvers()],
    "of a project that is made with them": beforeDeployment([project(), approvals(), approvers()]),
    "more people in several rules": [project(), approvals(), approvers(1), approvers(3)],
    "one, as the configuration says": {
      resources: [project(), approvals(), approvers(1)],
      config: { minApprovals: 1 },
    },
  },
  failing: {
    "a bare project": { resources: [project()], says: [SETTINGS, PEOPLE] },
    "those of another project": {
      resources: [project(), approvals({ project: "shop/web" }), approvers(2, "shop/web")],
      says: [SETTINGS, PEOPLE],
    },
    "one person": { resources: [project(), approvals(), approvers(1)], says: PEOPLE },
    "authors who approve": {
      resources: [project(), approvals({ mergeRequestsAuthorApproval: true }), approvers()],
      says: SETTINGS,
    },
    "approvals of what was there before": {
      resources: [project(), approvals({ resetApprovalsOnPush: false }), approvers()],
      says: SETTINGS,
    },
  },
  unknown: {
    "how many": {
      resources: [project(), approvals(), approvers(UNKNOWN)],
      says: unknown("approvalsRequired", "gitlab:index/projectApprovalRule:ProjectApprovalRule::api"),
    },
  },
};
