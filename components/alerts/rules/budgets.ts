import type { Alert, RuleGroup } from "../rule";

export interface BudgetThresholds {
  percent: number;
  criticalPercent: number;
}

/** What a team may spend, and what it does. */
export interface Budget {
  team: string;
  /** US dollars. */
  monthlyUsd: number;
  /** PromQL: what it costs a month, as it runs now (US dollars). */
  cost: string;
}

export function budgetRules(given: BudgetThresholds, budgets: Budget[]): RuleGroup {
  return {
    name: "budgets",
    rules: budgets.flatMap(({ team, monthlyUsd, cost }) => {
      const exceeded = (severity: Alert["severity"], percent: number): Alert => ({
        alert: "BudgetExceeded",
        severity,
        owner: "team",
        expr: `label_replace(100 * (${cost}) / ${monthlyUsd}, "team", "${team}", "", "") > ${percent}`,
        forMinutes: 60,
        summary: "Team {{ $labels.team }} spends {{ $value | humanize }} % of its budget",
        description: `A month as it runs now costs more than ${percent} % of ${monthlyUsd} US dollars.`,
      });
      return [exceeded("warning", given.percent), exceeded("critical", given.criticalPercent)];
    }),
  };
}
