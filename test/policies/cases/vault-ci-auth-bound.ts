import { vaultCiAuthBound } from "../../../policies/platform/rules/vault-ci-auth-bound";
import { unknown } from "../../support/cloud";
import { UNKNOWN, type TestResource } from "../../support/policies";
import { appRole, jwtRole } from "../../support/vault";
import type { Failing, RuleCases } from "../../support/rules";

const PROJECT = "boundClaims must name one project, by project_id, project_path, repository, repository_id, sub";
const PROTECTED = "boundClaims must ask for ref_protected or environment_protected";
const TTL = "secretIdTtl must be set, to at most 24 hours";
const USES = "secretIdNumUses must be set";
const bad = (resource: TestResource, ...says: string[]): Failing => ({ resources: [resource], says });
const claims = (boundClaims: unknown, props: object = {}) => jwtRole({ boundClaims, ...props });

export const cases: RuleCases = {
  rule: vaultCiAuthBound,
  passing: {
    "protected branches of one project": [jwtRole()],
    "protected environments of one project": [
      claims({ project_path: "shop/api", environment_protected: "true" }, { boundClaimsType: "string" }),
    ],
    "a subject": [
      claims({ ref_protected: "true" }, { boundSubject: "project_path:shop/api:ref_type:branch:ref:main" }),
    ],
    "a role for people": [
      jwtRole({ roleType: "oidc", boundAudiences: null, boundClaims: null }),
      jwtRole({ roleType: null }),
    ],
    "a secret ID for one use": [appRole()],
    "more, as the configuration says": {
      resources: [appRole({ secretIdTtl: 172_800 })],
      config: { maxSecretIdHours: 48 },
    },
  },
  failing: {
    "any pipeline": bad(claims(null), PROJECT, PROTECTED),
    "any audience": bad(jwtRole({ boundAudiences: [] }), "boundAudiences must be set"),
    "all projects of a group": bad(claims({ project_path: "shop/*", ref_protected: "true" }), PROJECT),
    "several projects": bad(claims({ project_id: "42,43", ref_protected: "true" }), PROJECT),
    "a namespace, which has many projects": bad(claims({ namespace_id: "7", ref_protected: "true" }), PROJECT),
    "any branch": bad(claims({ project_id: "42", ref: "main" }), PROTECTED),
    "unprotected branches": bad(claims({ project_id: "42", ref_protected: "false" }), PROTECTED),
    "a secret ID for ever": bad(appRole({ secretIdTtl: 0 }), TTL),
    "a secret ID for a week": bad(appRole({ secretIdTtl: 604_800 }), TTL),
    "a secret ID without a limit of uses": bad(appRole({ secretIdNumUses: null }), USES),
    "no secret ID": bad(appRole({ bindSecretId: false }), "bindSecretId must not be false: the role's ID is no secret"),
  },
  unknown: {
    "the project": {
      resources: [claims({ project_id: UNKNOWN, ref_protected: "true" })],
      says: unknown("boundClaims.project_id"),
    },
    "the kind of role": { resources: [jwtRole({ roleType: UNKNOWN })], says: unknown("roleType") },
    "the audiences, while any branch may": {
      resources: [jwtRole({ boundAudiences: UNKNOWN, boundClaims: { project_id: "42" } })],
      says: [PROTECTED, unknown("boundAudiences")],
    },
    "the end of a secret ID": { resources: [appRole({ secretIdTtl: UNKNOWN })], says: unknown("secretIdTtl") },
  },
};
