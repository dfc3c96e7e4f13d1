import { gitlabVariablesMaskedProtectedScoped } from "../../../policies/platform/rules/gitlab-variables-masked-protected-scoped";
import { unknown } from "../../support/cloud";
import { api, gitlab } from "../../support/gitlab";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const strict = { masked: true, protected: true, environmentScope: "production" };
const variable = (key: unknown, props: object = strict) =>
  gitlab("ProjectVariable", "variable", { project: api, key, ...props });
const ofGroup = (key: unknown, props: object = strict) =>
  gitlab("GroupVariable", "variable", { group: "7", key, ...props });

const MASKED = "masked must be true";
const PROTECTED = "protected must be true";
const SCOPE = "environmentScope must name an environment";
const CLOUD = "key must not be that of a cloud's key";

export const cases: RuleCases = {
  rule: gitlabVariablesMaskedProtectedScoped,
  passing: {
    "a secret for one environment": [variable("DEPLOY_TOKEN")],
    "a group's secret for one environment": [ofGroup("API_KEY", { ...strict, environmentScope: "review/*" })],
    "what is no secret": [variable("AWS_REGION", {}), variable("AWS_ROLE_ARN", { environmentScope: "*" })],
    "where a secret is": [variable("TOKEN_FILE", {})],
  },
  failing: {
    "a bare secret": { resources: [variable("DEPLOY_TOKEN", {})], says: [MASKED, PROTECTED, SCOPE] },
    "a group's bare secret": { resources: [ofGroup("DB_PASSWORD", {})], says: [MASKED, PROTECTED, SCOPE] },
    "a secret in logs": { resources: [variable("DEPLOY_TOKEN", { ...strict, masked: false })], says: MASKED },
    "a secret for any branch": {
      resources: [variable("DEPLOY_TOKEN", { ...strict, protected: false })],
      says: PROTECTED,
    },
    "a secret for every environment": {
      resources: [ofGroup("DEPLOY_TOKEN", { ...strict, environmentScope: "*" })],
      says: SCOPE,
    },
    "a key of a cloud": { resources: [variable("AWS_SECRET_ACCESS_KEY")], says: CLOUD },
  },
  unknown: {
    "what it is called": {
      resources: [variable(UNKNOWN, {})],
      says: unknown("key"),
    },
    "its scope": {
      resources: [variable("DEPLOY_TOKEN", { ...strict, environmentScope: UNKNOWN })],
      says: unknown("environmentScope"),
    },
  },
};
