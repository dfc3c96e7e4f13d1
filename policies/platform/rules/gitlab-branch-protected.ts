import { propsOf } from "../../lib/cloud/resources";
import { eachProject, requireOf } from "../../lib/gitlab/project";
import { BRANCH_PROTECTION, REPOSITORY_FILE } from "../../lib/gitlab/resources";
import { AMM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { all, text } from "../../lib/unknowns";

interface Protection {
  branch: string;
  allowForcePush: boolean;
  codeOwnerApprovalRequired: boolean;
}

/** Where GitLab looks for it. */
const CODEOWNERS = ["CODEOWNERS", "docs/CODEOWNERS", ".gitlab/CODEOWNERS"];

export const gitlabBranchProtected = stackRule({
  name: "gitlab-branch-protected",
  title: "What is on the default branch, its owners have approved",
  description:
    "Every GitLab project must protect its default branch against force pushes and ask its code owners, whom a file names.",
  group: "gitlab",
  severity: "high",
  levels: AMM,
  references: ["CKV_GLB_2", "GitLab: protected branches"],
  remedy:
    "Declare a gitlab.BranchProtection with allowForcePush: false and codeOwnerApprovalRequired: true, and a gitlab.RepositoryFile CODEOWNERS.",
  check(resources, report) {
    eachProject(resources, report, (project) => {
      requireOf<Protection>(resources, project, report, {
        type: BRANCH_PROTECTION,
        must: "a BranchProtection of the default branch must set allowForcePush to false and codeOwnerApprovalRequired to true",
        holds: (protection) =>
          all(
            () => protection.allowForcePush === false,
            () => protection.codeOwnerApprovalRequired === true,
            // GitLab's own name for a branch that nobody names.
            () => protection.branch === (text(propsOf<{ defaultBranch: string }>(project).defaultBranch) || "main"),
          ),
      });
      requireOf<{ filePath: string }>(resources, project, report, {
        type: REPOSITORY_FILE,
        must: `a RepositoryFile must name its owners: ${CODEOWNERS.join(", ")}`,
        holds: ({ filePath }) => CODEOWNERS.includes(text(filePath)),
      });
    });
  },
});
