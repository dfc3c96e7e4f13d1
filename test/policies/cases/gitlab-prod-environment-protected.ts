import { gitlabProdEnvironmentProtected } from "../../../policies/platform/rules/gitlab-prod-environment-protected";
import { unknown } from "../../support/cloud";
import { api, beforeDeployment, gitlab, project } from "../../support/gitlab";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const environment = (name: unknown = "production", props: object = {}) =>
  gitlab("ProjectEnvironment", "environment", { project: api, name, ...props });
const guard = (props: object = {}) =>
  gitlab("ProjectProtectedEnvironment", "guard", {
    project: api,
    environment: "production",
    approvalRules: [{ accessLevel: "maintainer", requiredApprovals: 1 }],
    ...props,
  });

const MUST = "a ProjectProtectedEnvironment must ask for approval of deployments";

export const cases: RuleCases = {
  rule: gitlabProdEnvironmentProtected,
  passing: {
    "production, approved by role": [environment(), guard()],
    "production, approved by a person": [environment(), guard({ approvalRules: [{ userId: 7 }] })],
    "of a project that is made with them": beforeDeployment([environment(), guard(), project()]),
    "one by its tier": [
      environment("live-eu", { tier: "production" }),
      guard({ environment: "live-eu" }),
      guard({ environment: "elsewhere", approvalRules: [] }),
    ],
    "what is not production": [environment("staging", { tier: "staging" }), environment("products")],
  },
  failing: {
    "open production": { resources: [environment()], says: MUST },
    "production by its tier": { resources: [environment("eu", { tier: "production" })], says: MUST },
    "one protected without approval": { resources: [environment(), guard({ approvalRules: [] })], says: MUST },
    "approval by nobody": {
      resources: [environment(), guard({ approvalRules: [{ accessLevel: "maintainer", requiredApprovals: 0 }] })],
      says: MUST,
    },
    "another environment": { resources: [environment(), guard({ environment: "staging" })], says: MUST },
    "another project": { resources: [environment(), guard({ project: "shop/web" })], says: MUST },
  },
  unknown: {
    "how many approve": {
      resources: [environment(), guard({ approvalRules: UNKNOWN })],
      says: unknown("approvalRules", "gitlab:index/projectProtectedEnvironment:ProjectProtectedEnvironment::guard"),
    },
    "of which project": {
      resources: [environment(), guard({ project: UNKNOWN })],
      says: unknown("project", "gitlab:index/projectProtectedEnvironment:ProjectProtectedEnvironment::guard"),
    },
    "the tier": { resources: [environment("eu", { tier: UNKNOWN })], says: unknown("tier") },
  },
};
