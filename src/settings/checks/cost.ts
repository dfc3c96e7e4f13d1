import { stackBudgetUsd } from "../budget";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";

/** Rules about budgets. */
export function costProblems({ cost, teams, environments }: Partial<Settings>): Problem[] {
  if (!cost || !teams || !environments) return [];
  return [...teamsWithinStack({ cost, teams, environments }), ...unmeasuredBudgets({ cost, teams })];
}

/** Teams share what the stack may cost. */
function teamsWithinStack({ cost, teams, environments }: Pick<Settings, "cost" | "teams" | "environments">): Problem[] {
  const stack = stackBudgetUsd({ cost, environments });
  const promised = teams.reduce((sum, { monthlyBudgetUsd = 0 }) => sum + monthlyBudgetUsd, 0);
  if (promised <= stack) return [];
  const must = `be at least what the teams may spend together (${promised} US dollars a month)`;
  return [{ at: path("cost", "monthlyBudgetUsd"), must, got: stack, remedy: "raise it, or lower teams' budgets" }];
}

function unmeasuredBudgets({ cost, teams }: Pick<Settings, "cost" | "teams">): Problem[] {
  if (cost.kind !== "none") return [];
  return teams.flatMap(({ monthlyBudgetUsd }, i): Problem[] => {
    if (monthlyBudgetUsd === undefined) return [];
    const must = "be left out while cost.kind is none, because nothing measures what the team spends";
    const remedy = "remove it, or set platform:cost.kind to opencost";
    return [{ at: path("teams", i, "monthlyBudgetUsd"), must, got: monthlyBudgetUsd, remedy }];
  });
}
