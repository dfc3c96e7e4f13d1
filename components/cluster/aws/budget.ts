import type * as budgets from "@pulumi/aws/budgets";
import { budgetThresholds, type StackBudget } from "../budget";

const notificationTypes = { actual: "ACTUAL", forecast: "FORECASTED" } as const;

/**
 * The budget of the whole account, which is the stack's own: tags would leave out what has none, such as traffic, and
 * count only once somebody of the billing account has chosen them for that.
 */
export function accountBudget(
  clusterName: string,
  { monthlyBudgetUsd, budgetEmails }: StackBudget,
): budgets.BudgetArgs {
  return {
    name: clusterName,
    budgetType: "COST",
    timeUnit: "MONTHLY",
    limitAmount: String(monthlyBudgetUsd),
    limitUnit: "USD",
    // AWS takes no notification without an address.
    notifications: budgetEmails.length === 0 ? [] : notifications(budgetEmails),
  };
}

function notifications(subscriberEmailAddresses: string[]) {
  return budgetThresholds.map(({ of, percent }) => ({
    notificationType: notificationTypes[of],
    comparisonOperator: "GREATER_THAN",
    threshold: percent,
    thresholdType: "PERCENTAGE",
    subscriberEmailAddresses,
  }));
}
