import type { TeamBudget } from "../../components/cost/expressions";
import type { NodeRates } from "../../components/cost/rates";
import type { Settings } from "../settings";
import { stackBudgetUsd } from "../settings/budget";
import { defaultRates } from "../settings/cost";

/** What the stack may cost, and what measures the cost of workloads. */
export interface CostPlan {
  /** What the stack may cost each month (US dollars). */
  monthlyBudgetUsd: number;
  /** Who the cloud writes to about it. */
  budgetEmails: string[];
  /** Budgets of the teams that have one. */
  teams: TeamBudget[];
  /** @default absent - nothing measures it */
  meter?: { kind: "opencost"; rates: NodeRates } | { kind: "kubecost" };
}

export function costPlan({ cost, cluster, teams, environments }: Settings): CostPlan {
  return {
    monthlyBudgetUsd: stackBudgetUsd({ cost, environments }),
    budgetEmails: cost.budgetEmails,
    teams: teams.flatMap(({ name, monthlyBudgetUsd, namespaces }) =>
      monthlyBudgetUsd === undefined
        ? []
        : [{ team: name, monthlyBudgetUsd, namespaces: namespaces.map((namespace) => namespace.name) }],
    ),
    meter: meter(cost, cluster),
  };
}

function meter(cost: Settings["cost"], cluster: Settings["cluster"]): CostPlan["meter"] {
  if (cost.kind === "none") return undefined;
  if (cost.kind === "kubecost") return { kind: "kubecost" };
  // A list of prices is found by the nodes' region and type, which only a cloud knows.
  const fixed = cost.rates ?? (cluster.kind === "existing" ? defaultRates : undefined);
  return { kind: "opencost", rates: fixed ? { kind: "fixed", ...fixed } : { kind: "list" } };
}
