import { gitlabBranchProtected } from "../../../policies/platform/rules/gitlab-branch-protected";
import { unknown } from "../../support/cloud";
import { api, beforeDeployment, gitlab, project } from "../../support/gitlab";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const strict = { branch: "main", allowForcePush: false, codeOwnerApprovalRequired: true };
const protection = (props: object = {}) => gitlab("BranchProtection", "api", { project: api, ...strict, ...props });
const owners = (filePath: unknown = "CODEOWNERS", of = api) =>
  gitlab("RepositoryFile", "api", { project: of, filePath });

const PROTECTION =
  "a BranchProtection of the default branch must set allowForcePush to false and codeOwnerApprovalRequired to true";
const OWNERS = "a RepositoryFile must name its owners: CODEOWNERS, docs/CODEOWNERS, .gitlab/CODEOWNERS";

export const cases: RuleCases = {
  rule: gitlabBranchProtected,
  passing: {
    "both, by the path of the project": [project(), protection(), owners()],
    "both, of a project that is made with them": beforeDeployment([project(), protection(), owners()]),
    "a branch of another name": [project({ defaultBranch: "trunk" }), protection({ branch: "trunk" }), owners()],
    "GitLab's name for a branch": [project({ defaultBranch: null }), protection(), owners()],
    "the file in a folder": [project(), protection(), owners(".gitlab/CODEOWNERS")],
    "a stack that adds to a project of another": [protection({ allowForcePush: true })],
  },
  failing: {
    "a bare project": { resources: [project()], says: [PROTECTION, OWNERS] },
    "those of another project": {
      resources: [project(), protection({ project: "shop/web" }), owners("CODEOWNERS", "shop/web")],
      says: [PROTECTION, OWNERS],
    },
    "force pushes": { resources: [project(), protection({ allowForcePush: true }), owners()], says: PROTECTION },
    "nothing said of force pushes": {
      resources: [project(), protection({ allowForcePush: null }), owners()],
      says: PROTECTION,
    },
    "owners who are not asked": {
      resources: [project(), protection({ codeOwnerApprovalRequired: false }), owners()],
      says: PROTECTION,
    },
    "another branch": { resources: [project(), protection({ branch: "release" }), owners()], says: PROTECTION },
    "any other file": { resources: [project(), protection(), owners("README.md")], says: OWNERS },
  },
  unknown: {
    "whether force pushes are allowed": {
      resources: [project(), protection({ allowForcePush: UNKNOWN }), owners()],
      says: unknown("allowForcePush", "gitlab:index/branchProtection:BranchProtection::api"),
    },
    "whose the file is": {
      resources: [project(), protection(), owners("CODEOWNERS", UNKNOWN)],
      says: unknown("project", "gitlab:index/repositoryFile:RepositoryFile::api"),
    },
  },
};
