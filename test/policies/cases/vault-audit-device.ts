import { vaultAuditDevice } from "../../../policies/platform/rules/vault-audit-device";
import { namespace } from "../../support/kubernetes";
import { audit, jwtRole, vaultPolicy } from "../../support/vault";
import type { RuleCases } from "../../support/rules";

const ON_ROLE = "vault:jwt/authBackendRole:AuthBackendRole::ci";
const says = (needed: number, found: number) =>
  `the stack must have ${needed} audit devices of Vault, and has ${found}`;

export const cases: RuleCases = {
  rule: vaultAuditDevice,
  passing: {
    "two in production": [vaultPolicy("shop"), audit("file"), audit("socket", "socket")],
    "one elsewhere": { resources: [vaultPolicy("shop"), audit("file")], environment: "staging" },
    "a stack without Vault": [namespace("vault")],
  },
  failing: {
    none: { resources: [vaultPolicy("shop"), jwtRole()], says: says(2, 0) },
    "none, whatever the order": {
      resources: [jwtRole(), vaultPolicy("shop")],
      on: "vault:index/policy:Policy::shop",
      says: says(2, 0),
    },
    "none elsewhere": { resources: [jwtRole()], on: ON_ROLE, environment: "dev", says: says(1, 0) },
    "one in production": { resources: [audit("file"), vaultPolicy("shop")], says: says(2, 1) },
  },
  unknown: {},
};
