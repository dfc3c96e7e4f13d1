import { vaultPkiRoleTight } from "../../../policies/platform/rules/vault-pki-role-tight";
import { unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import { pkiRole } from "../../support/vault";
import type { Failing, RuleCases } from "../../support/rules";

const TTL = "maxTtl must be set, to at most 90 days";
const bad = (props: Record<string, unknown>, ...says: string[]): Failing => ({ resources: [pkiRole(props)], says });

export const cases: RuleCases = {
  rule: vaultPkiRoleTight,
  passing: {
    "given domains": [pkiRole()],
    "the time in seconds": [pkiRole({ maxTtl: "7776000" })],
    "the time in days": [pkiRole({ maxTtl: "90d" })],
    "patterns of given domains": [pkiRole({ allowGlobDomains: true, allowedDomains: ["*.svc.cluster.local"] })],
    "more, as the configuration says": { resources: [pkiRole({ maxTtl: "8760h" })], config: { maxDays: 365 } },
  },
  failing: {
    "any name": bad({ allowAnyName: true }, "allowAnyName must not be set"),
    "any name by a pattern": bad(
      { allowGlobDomains: true, allowedDomains: ["*"] },
      "allowedDomains must not hold * with allowGlobDomains",
    ),
    "names that are no hosts": bad({ enforceHostnames: false }, "enforceHostnames must not be false"),
    "a year": bad({ maxTtl: "8760h" }, TTL),
    "Vault's own time": bad({ maxTtl: null }, TTL),
    "no time": bad({ maxTtl: "0" }, TTL),
  },
  unknown: {
    "whether any name": { resources: [pkiRole({ allowAnyName: UNKNOWN })], says: unknown("allowAnyName") },
    "the time, while any name is certain": {
      resources: [pkiRole({ allowAnyName: true, maxTtl: UNKNOWN })],
      says: ["allowAnyName must not be set", unknown("maxTtl")],
    },
  },
};
