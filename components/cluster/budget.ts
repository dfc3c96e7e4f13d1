/** What a stack may cost, as its cloud watches it. */
export interface StackBudget {
  monthlyBudgetUsd: number;
  /** Who hears of it; empty: nobody. */
  budgetEmails: string[];
}

/** When the cloud writes to people: at shares of the budget (percent) that are billed, or will be at this pace. */
export const budgetThresholds = [
  { of: "actual", percent: 80 },
  { of: "actual", percent: 100 },
  { of: "forecast", percent: 100 },
] as const;
