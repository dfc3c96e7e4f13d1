import { isAzure } from "../cloud/azure";
import { ofType, propsOf } from "../cloud/resources";
import type { Resource } from "../rule";
import { nonEmpty, some } from "../unknowns";

/** A budget of a cloud's billing. */
export interface Budget {
  resource: Resource;
  /** What it allows each month. Undefined: it is for another time, or not for money. */
  monthlyUsd: () => number | undefined;
  /** Whether anybody is told. */
  tells: () => boolean;
}

/** The budgets that the stack declares. */
export function budgets(resources: readonly Resource[]): Budget[] {
  return [
    ...ofType(resources, "aws:budgets/budget:Budget").map(awsBudget),
    ...resources.filter(({ type }) => isAzure(type, "consumption:Budget")).map(azureBudget),
  ];
}

interface AwsBudget {
  budgetType: string;
  timeUnit: string;
  limitUnit: string;
  limitAmount: string;
  notifications: { subscriberEmailAddresses?: string[]; subscriberSnsTopicArns?: string[] }[];
}

function awsBudget(resource: Resource): Budget {
  const props = propsOf<AwsBudget>(resource);
  return {
    resource,
    monthlyUsd() {
      const counts = props.budgetType === "COST" && props.timeUnit === "MONTHLY" && props.limitUnit === "USD";
      return counts ? finite(props.limitAmount) : undefined;
    },
    tells: () =>
      some(
        () => props.notifications,
        (one) => nonEmpty(() => one.subscriberEmailAddresses) || nonEmpty(() => one.subscriberSnsTopicArns),
      ),
  };
}

interface AzureBudget {
  category: string;
  timeGrain: string;
  amount: number;
  notifications: Record<string, { enabled?: boolean; contactEmails?: string[]; contactGroups?: string[] }>;
}

/** Its amount is in the currency of the subscription's bill: the program's dollars, unless somebody chose otherwise. */
function azureBudget(resource: Resource): Budget {
  const props = propsOf<AzureBudget>(resource);
  return {
    resource,
    monthlyUsd() {
      const counts = props.category === "Cost" && props.timeGrain === "Monthly";
      return counts ? finite(props.amount) : undefined;
    },
    tells: () =>
      some(
        () => Object.values(props.notifications ?? {}),
        (one) => one.enabled === true && (nonEmpty(() => one.contactEmails) || nonEmpty(() => one.contactGroups)),
      ),
  };
}

function finite(amount: unknown): number | undefined {
  const number = typeof amount === "string" || typeof amount === "number" ? Number(amount) : NaN;
  return Number.isFinite(number) ? number : undefined;
}
