import { gitlabProjectCiHardened } from "../../../policies/platform/rules/gitlab-project-ci-hardened";
import { unknown } from "../../support/cloud";
import { api, beforeDeployment, gitlab, project } from "../../support/gitlab";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const strict = { publicJobs: false, ciPipelineVariablesMinimumOverrideRole: "maintainer" };
const hardened = (props: object = {}) => project({ ...strict, ...props });
const pushRules = (props: object = { preventSecrets: true }) =>
  gitlab("ProjectPushRules", "api", { project: api, ...props });
const security = (secretPushProtectionEnabled: unknown = true) =>
  gitlab("ProjectSecuritySettings", "api", { project: api, secretPushProtectionEnabled });
const jobTokens = (enabled: unknown = true, of = api) =>
  gitlab("ProjectJobTokenScopes", "api", { project: of, enabled });

const JOBS = "publicJobs must be false";
const ROLE = "ciPipelineVariablesMinimumOverrideRole must be maintainer, owner, no_one_allowed";
const SECRETS = "a ProjectPushRules or ProjectSecuritySettings must refuse secrets";
const TOKENS = "a ProjectJobTokenScopes must set enabled to true";

export const cases: RuleCases = {
  rule: gitlabProjectCiHardened,
  passing: {
    "secrets refused by push rules": [hardened(), pushRules(), jobTokens()],
    "secrets refused by push protection": [hardened(), security(), jobTokens()],
    "secrets refused by the project's former settings": [
      hardened({ preReceiveSecretDetectionEnabled: true }),
      jobTokens(),
    ],
    "secrets refused by the project's own push rules": [hardened({ pushRules: { preventSecrets: true } }), jobTokens()],
    "of a project that is made with them": beforeDeployment([hardened(), pushRules(), jobTokens()]),
  },
  failing: {
    "a bare project": { resources: [project()], says: [JOBS, ROLE, SECRETS, TOKENS] },
    "those of another project": {
      resources: [hardened(), pushRules({ preventSecrets: true, project: "shop/web" }), jobTokens(true, "shop/web")],
      says: [SECRETS, TOKENS],
    },
    "public jobs": { resources: [hardened({ publicJobs: true }), pushRules(), jobTokens()], says: JOBS },
    "variables of developers": {
      resources: [hardened({ ciPipelineVariablesMinimumOverrideRole: "developer" }), pushRules(), jobTokens()],
      says: ROLE,
    },
    "secrets let in": { resources: [hardened(), pushRules({}), security(false), jobTokens()], says: SECRETS },
    "open job tokens": { resources: [hardened(), pushRules(), jobTokens(false)], says: TOKENS },
  },
  unknown: {
    "whether jobs are public": {
      resources: [hardened({ publicJobs: UNKNOWN }), pushRules(), jobTokens()],
      says: unknown("publicJobs"),
    },
    "whether secrets are refused": {
      resources: [hardened(), security(UNKNOWN), jobTokens()],
      says: unknown("secretPushProtectionEnabled", "gitlab:index/projectSecuritySettings:ProjectSecuritySettings::api"),
    },
  },
};
