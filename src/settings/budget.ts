import type { Settings } from "./index";

/** What a stack may cost each month where nobody said it, by the strictest environment that it carries (US dollars). */
const defaults = { production: 15_000, staging: 5_000, dev: 1_000 } as const;

/** What the stack may cost each month (US dollars). */
export function stackBudgetUsd({ cost, environments }: Pick<Settings, "cost" | "environments">): number {
  const carried = environments.map(({ name }) => name);
  const strictest = (["production", "staging"] as const).find((name) => carried.includes(name)) ?? "dev";
  return cost.monthlyBudgetUsd ?? defaults[strictest];
}
