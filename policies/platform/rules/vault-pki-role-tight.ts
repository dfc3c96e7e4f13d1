import { isTrue, propsOf } from "../../lib/cloud/resources";
import { secondsOf } from "../../lib/duration";
import { AMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";
import { includes } from "../../lib/rbac/grants";
import { all } from "../../lib/unknowns";
import { PKI_ROLE } from "../../lib/vault/resources";

const DAYS = 90;

interface PkiRole {
  allowAnyName: boolean;
  allowGlobDomains: boolean;
  allowedDomains: string[];
  enforceHostnames: boolean;
  maxTtl: string;
}

export const vaultPkiRoleTight = resourceRule({
  name: "vault-pki-role-tight",
  title: "Vault signs named hosts, for a short time",
  description:
    "A role of Vault's authority must sign names of given domains only, and for 90 days at most: otherwise whoever may use it can be any host.",
  group: "vault",
  severity: "high",
  levels: AMM,
  references: ["Vault production hardening"],
  remedy:
    "Set allowedDomains with allowSubdomains, and maxTtl. Another ceiling: maxDays in the policy's configuration.",
  config: {
    properties: {
      maxDays: { type: "number", default: DAYS, description: "Longest validity of a certificate, in days." },
    },
  },
  applies: (type) => type === PKI_ROLE,
  check(resource, report) {
    const { maxDays = DAYS } = report.config<{ maxDays: number }>();
    const role = propsOf<PkiRole>(resource);
    report.attempt(() => {
      if (isTrue(role.allowAnyName)) report.violation("allowAnyName must not be set");
    });
    report.attempt(() => {
      const anything = all(
        () => isTrue(role.allowGlobDomains),
        () => includes(() => role.allowedDomains, ["*"]),
      );
      if (anything) report.violation("allowedDomains must not hold * with allowGlobDomains");
    });
    report.attempt(() => {
      if (role.enforceHostnames === false) report.violation("enforceHostnames must not be false");
    });
    report.attempt(() => {
      const seconds = secondsOf(role.maxTtl) ?? 0;
      if (seconds > 0 && seconds <= 86_400 * maxDays) return;
      report.violation(`maxTtl must be set, to at most ${maxDays} days`);
    });
  },
});
