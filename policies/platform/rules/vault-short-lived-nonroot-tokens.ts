import { propsOf } from "../../lib/cloud/resources";
import { secondsOf } from "../../lib/duration";
import { MMM } from "../../lib/levels";
import { includes } from "../../lib/rbac/grants";
import type { Report } from "../../lib/report";
import { resourceRule } from "../../lib/rule";
import { nonEmpty, some, text } from "../../lib/unknowns";
import { APP_ROLE, JWT_ROLE, KUBERNETES_ROLE, TOKEN, type TokenRole } from "../../lib/vault/resources";

const HOURS = 24;

interface Token {
  policies: string[];
  roleName: string;
  ttl: string;
  explicitMaxTtl: string;
  period: string;
}

export const vaultShortLivedNonrootTokens = resourceRule({
  name: "vault-short-lived-nonroot-tokens",
  title: "Tokens of Vault end soon and are not root's",
  description:
    "A token of Vault, and what logs in to get one, must not have the policy root, must end within a day, and must not be renewable for ever.",
  group: "vault",
  severity: "critical",
  levels: MMM,
  references: ["Vault production hardening"],
  remedy:
    "Name policies, set tokenMaxTtl (of a token: explicitMaxTtl) and leave out periods. Another ceiling: maxHours in the policy's configuration.",
  config: {
    properties: { maxHours: { type: "number", default: HOURS, description: "Longest validity of a token, in hours." } },
  },
  applies: (type) => [TOKEN, KUBERNETES_ROLE, JWT_ROLE, APP_ROLE].includes(type),
  check(resource, report) {
    if (resource.type === TOKEN) {
      const { policies, roleName, ...times } = readersOf(propsOf<Token>(resource));
      checkPolicies(policies, "policies", report);
      report.attempt(() => {
        if (!nonEmpty(policies) && text(roleName()) === "") {
          report.violation("policies must be named: without them the token has all of its parent's");
        }
      });
      checkEnd([times.ttl, times.explicitMaxTtl], "ttl or explicitMaxTtl", report);
      checkPeriod(times.period, "period", report);
    } else {
      const props = propsOf<TokenRole>(resource);
      checkPolicies(() => props.tokenPolicies, "tokenPolicies", report);
      checkEnd(
        [() => props.tokenMaxTtl, () => props.tokenExplicitMaxTtl],
        "tokenMaxTtl or tokenExplicitMaxTtl",
        report,
      );
      checkPeriod(() => props.tokenPeriod, "tokenPeriod", report);
    }
  },
});

function readersOf(props: Partial<Token>) {
  return {
    policies: () => props.policies,
    roleName: () => props.roleName,
    ttl: () => props.ttl,
    explicitMaxTtl: () => props.explicitMaxTtl,
    period: () => props.period,
  };
}

function checkPolicies(list: () => string[] | undefined, at: string, report: Report): void {
  report.attempt(() => {
    if (includes(list, ["root"])) report.violation(`${at} must not hold root`);
  });
}

/** Zero leaves it to Vault, which allows a month. */
function checkEnd(times: (() => unknown)[], at: string, report: Report): void {
  const { maxHours = HOURS } = report.config<{ maxHours: number }>();
  report.attempt(() => {
    const ends = some(
      () => times,
      (time) => {
        const seconds = secondsOf(time()) ?? 0;
        return seconds > 0 && seconds <= 3600 * maxHours;
      },
    );
    if (!ends) report.violation(`${at} must be set, to at most ${maxHours} hours`);
  });
}

function checkPeriod(period: () => unknown, at: string, report: Report): void {
  report.attempt(() => {
    const given = period();
    if (given === undefined || given === null || secondsOf(given) === 0) return;
    report.violation(`${at} must not be set: the token could be renewed for ever`);
  });
}
