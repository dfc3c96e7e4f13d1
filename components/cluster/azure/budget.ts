import type * as consumption from "@pulumi/azure-native/consumption";
import { budgetThresholds, type StackBudget } from "../budget";

const thresholdTypes = { actual: "Actual", forecast: "Forecasted" } as const;

interface BudgetPlace {
  clusterName: string;
  subscriptionId: string;
}

/** The budget of the cluster's two resource groups, in the currency of the subscription's bill. */
export function groupsBudget(
  { clusterName, subscriptionId }: BudgetPlace,
  { monthlyBudgetUsd, budgetEmails }: StackBudget,
  now: Date,
): consumption.BudgetArgs {
  return {
    scope: `/subscriptions/${subscriptionId}`,
    budgetName: clusterName,
    category: "Cost",
    timeGrain: "Monthly",
    amount: monthlyBudgetUsd,
    // Azure refuses a budget that begins in a past month.
    timePeriod: { startDate: new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1)).toISOString() },
    filter: {
      dimensions: {
        name: "ResourceGroupName",
        operator: "In",
        // AKS puts nodes and their disks into a group of its own.
        values: [clusterName, nodeResourceGroup(clusterName)],
      },
    },
    // Azure takes no notification without an address.
    notifications: budgetEmails.length === 0 ? {} : notifications(budgetEmails),
  };
}

/** Where AKS makes nodes, disks and load balancers. */
export function nodeResourceGroup(clusterName: string): string {
  return `${clusterName}-nodes`;
}

function notifications(contactEmails: string[]) {
  return Object.fromEntries(
    budgetThresholds.map(({ of, percent }) => [
      `${of}-${percent}`,
      {
        enabled: true,
        operator: "GreaterThan",
        threshold: percent,
        thresholdType: thresholdTypes[of],
        contactEmails,
      },
    ]),
  );
}
