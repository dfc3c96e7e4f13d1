import { eachProject, requireOf } from "../../lib/gitlab/project";
import { APPROVAL_RULE, APPROVALS } from "../../lib/gitlab/resources";
import { AAM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { all } from "../../lib/unknowns";

interface Approvals {
  mergeRequestsAuthorApproval: boolean;
  resetApprovalsOnPush: boolean;
}

const PEOPLE = 2;

export const gitlabMrApprovals = stackRule({
  name: "gitlab-mr-approvals",
  title: "Others approve what is merged, as it is merged",
  description:
    "Every GitLab project must ask at least two people who did not write a merge request to approve it, and again after a push.",
  group: "gitlab",
  severity: "high",
  levels: AAM,
  references: ["CKV_GLB_1", "GitLab: merge request approvals"],
  remedy:
    "Declare a gitlab.ProjectLevelMrApprovals with mergeRequestsAuthorApproval: false and resetApprovalsOnPush: true, and a gitlab.ProjectApprovalRule. Another number: minApprovals in the policy's configuration.",
  config: {
    properties: {
      minApprovals: { type: "number", default: PEOPLE, description: "How many people must approve a merge request." },
    },
  },
  check(resources, report) {
    const { minApprovals = PEOPLE } = report.config<{ minApprovals: number }>();
    eachProject(resources, report, (project) => {
      requireOf<Approvals>(resources, project, report, {
        type: APPROVALS,
        must: "a ProjectLevelMrApprovals must set mergeRequestsAuthorApproval to false and resetApprovalsOnPush to true",
        holds: (approvals) =>
          all(
            () => approvals.mergeRequestsAuthorApproval === false,
            () => approvals.resetApprovalsOnPush === true,
          ),
      });
      requireOf<{ approvalsRequired: number }>(resources, project, report, {
        type: APPROVAL_RULE,
        must: `a ProjectApprovalRule must ask for ${minApprovals} approvals or more`,
        holds: ({ approvalsRequired }) => Number(approvalsRequired) >= minApprovals,
      });
    });
  },
});
