import { gitlabTokensExpireMinimal } from "../../../policies/platform/rules/gitlab-tokens-expire-minimal";
import { unknown } from "../../support/cloud";
import { api, gitlab } from "../../support/gitlab";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

// Judged on 2026-06-15.
const soon = "2026-09-13T00:00:00Z";
const key = (props: object = {}) =>
  gitlab("DeployKey", "key", { project: api, key: "ssh-ed25519 A", expiresAt: soon, ...props });
const token = (props: object = {}) =>
  gitlab("ProjectAccessToken", "token", {
    project: api,
    scopes: ["write_repository"],
    accessLevel: "developer",
    expiresAt: "2026-08-01",
    ...props,
  });
const deployToken = (props: object = {}) =>
  gitlab("ProjectDeployToken", "token", { project: api, scopes: ["read_registry"], expiresAt: soon, ...props });

const ENDS = "expiresAt must be set, to at most 90 days from now";
const ROLE = "accessLevel must be guest, planner, reporter, developer";

export const cases: RuleCases = {
  rule: gitlabTokensExpireMinimal,
  passing: {
    "a key that reads for 90 days": [key()],
    "a key that has ended": [key({ expiresAt: "2026-06-01T00:00:00Z" })],
    "a token of a developer's": [token()],
    "a token that is rotated": [
      token({ expiresAt: null, rotationConfiguration: { expirationDays: 90, rotateBeforeDays: 30 } }),
    ],
    "a deploy token": [deployToken()],
    "longer, as the configuration says": {
      resources: [key({ expiresAt: "2027-06-15T00:00:00Z" })],
      config: { maxDays: 365 },
    },
  },
  failing: {
    "a key for ever": { resources: [key({ expiresAt: null })], says: ENDS },
    "a key for a day too long": { resources: [key({ expiresAt: "2026-09-14T00:00:00Z" })], says: ENDS },
    "no date": { resources: [key({ expiresAt: "never" })], says: ENDS },
    "a key that pushes": { resources: [key({ canPush: true })], says: "canPush must not be true" },
    "a token that may all": {
      resources: [token({ scopes: ["read_api", "api", "sudo"], accessLevel: "maintainer" })],
      says: ["scopes must not hold api", "scopes must not hold sudo", ROLE],
    },
    "GitLab's role for a token": { resources: [token({ accessLevel: null })], says: ROLE },
    "a rotation once a year": {
      resources: [token({ expiresAt: null, rotationConfiguration: { expirationDays: 365, rotateBeforeDays: 30 } })],
      says: ENDS,
    },
    "a deploy token for ever": { resources: [deployToken({ expiresAt: null })], says: ENDS },
  },
  unknown: {
    "when it ends": { resources: [key({ expiresAt: UNKNOWN })], says: unknown("expiresAt") },
    "one scope, beside a broad one": {
      resources: [token({ scopes: [UNKNOWN, "api"] })],
      says: ["scopes must not hold api", unknown("scopes.0")],
    },
  },
};
