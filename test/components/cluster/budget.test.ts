import { describe, expect, it } from "vitest";
import { accountBudget } from "../../../components/cluster/aws/budget";
import { groupsBudget } from "../../../components/cluster/azure/budget";

const budget = { monthlyBudgetUsd: 4000.5, budgetEmails: ["finance@example.com", "platform@example.com"] };
const silent = { ...budget, budgetEmails: [] };

describe("the budget that AWS watches", () => {
  it("is the account's, and writes at four fifths, at all of it, and when the month will end above it", () => {
    const notification = (notificationType: string, threshold: number) => ({
      notificationType,
      threshold,
      comparisonOperator: "GREATER_THAN",
      thresholdType: "PERCENTAGE",
      subscriberEmailAddresses: budget.budgetEmails,
    });
    expect(accountBudget("platform-staging", budget)).toEqual({
      name: "platform-staging",
      budgetType: "COST",
      timeUnit: "MONTHLY",
      limitAmount: "4000.5",
      limitUnit: "USD",
      notifications: [notification("ACTUAL", 80), notification("ACTUAL", 100), notification("FORECASTED", 100)],
    });
  });

  it("writes to nobody where nobody is named", () => {
    expect(accountBudget("platform-staging", silent).notifications).toEqual([]);
  });
});

describe("the budget that Azure watches", () => {
  const place = { clusterName: "platform-staging", subscriptionId: "1" };
  const now = new Date("2026-11-25T23:30:00Z");

  it("is for the cluster's groups, from the month in which it is made", () => {
    const notification = (thresholdType: string, threshold: number) => ({
      enabled: true,
      operator: "GreaterThan",
      thresholdType,
      threshold,
      contactEmails: budget.budgetEmails,
    });
    expect(groupsBudget(place, budget, now)).toEqual({
      scope: "/subscriptions/1",
      budgetName: "platform-staging",
      category: "Cost",
      timeGrain: "Monthly",
      amount: 4000.5,
      timePeriod: { startDate: "2026-11-01T00:00:00.000Z" },
      filter: {
        dimensions: {
          name: "ResourceGroupName",
          operator: "In",
          values: ["platform-staging", "platform-staging-nodes"],
        },
      },
      notifications: {
        "actual-80": notification("Actual", 80),
        "actual-100": notification("Actual", 100),
        "forecast-100": notification("Forecasted", 100),
      },
    });
  });

  it("writes to nobody where nobody is named", () => {
    expect(groupsBudget(place, silent, now).notifications).toEqual({});
  });
});
