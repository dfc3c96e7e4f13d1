import { stackWithinBudget } from "../../../policies/platform/rules/stack-within-budget";
import { aws, azure, unknown } from "../../support/cloud";
import { namespace, object } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const provider = { region: "eu-central-1" };
/** 73 US dollars a month, and a machine of 88.15 with a disk of 1.91. */
const eks = aws("eks/Cluster", "eks", {}, { provider });
const nodes = (scalingConfig: object = { minSize: 1, desiredSize: 1, maxSize: 9 }, type = "m7i.large") =>
  aws("eks/NodeGroup", "nodes", { instanceTypes: [type], scalingConfig }, { provider });
const budget = (limitAmount: string, more: object = {}, name = "budget") =>
  aws("budgets/Budget", name, { budgetType: "COST", timeUnit: "MONTHLY", limitUnit: "USD", limitAmount, ...more });

const aks = azure("containerservice:ManagedCluster", "aks", { location: "westeurope", sku: { tier: "Standard" } });
const azureBudget = (amount: number, more: object = {}) =>
  azure("consumption:Budget", "budget", { category: "Cost", timeGrain: "Monthly", amount, ...more });

const NONE = "the stack must declare a monthly budget, and has none";
const OVER = (usd: number, limit: number) =>
  `the stack costs about ${usd} US dollars a month (list prices of 2025-05-01), which must be at most its budget of ${limit}`;
const ON_NODES = "aws:eks/nodeGroup:NodeGroup::nodes";

export const cases: RuleCases = {
  rule: stackWithinBudget,
  passing: {
    "a stack within its budget": [eks, nodes(), budget("200")],
    "a stack of exactly its budget": [eks, budget("73")],
    "a stack within each of two": [eks, budget("80"), budget("90.5", {}, "another")],
    "on Azure": [aks, azureBudget(73)],
    "a stack with nothing of a cloud": [namespace("shop")],
    "what is billed by use alone": [aws("s3/Bucket", "store", {}, { provider })],
    "a volume of a cluster that somebody else pays for": [
      object("core/v1/PersistentVolumeClaim", "shop/data", { spec: { resources: { requests: { storage: "10Gi" } } } }),
    ],
  },
  failing: {
    "more than the budget": { resources: [eks, nodes(), budget("163")], on: ON_NODES, says: OVER(164, 163) },
    "no budget": { resources: [eks], says: NONE },
    "more than one of two budgets": {
      resources: [eks, budget("80"), budget("70", {}, "another")],
      says: OVER(73, 70),
    },
    "more on Azure": { resources: [aks, azureBudget(72.5)], says: OVER(73, 72.5) },
    "as many nodes as it begins with": {
      resources: [eks, nodes({ minSize: 1, desiredSize: 3, maxSize: 9 }), budget("200")],
      on: ON_NODES,
      says: OVER(344, 200),
    },
    "a budget of a year": { resources: [eks, budget("1000", { timeUnit: "ANNUALLY" })], says: NONE },
    "a budget of use": { resources: [eks, budget("1000", { budgetType: "USAGE" })], says: NONE },
    "a budget in another currency": { resources: [eks, budget("1000", { limitUnit: "CNY" })], says: NONE },
    "a budget that is no number": { resources: [eks, budget("plenty")], says: NONE },
    "a budget of a year on Azure": { resources: [aks, azureBudget(1000, { timeGrain: "Annually" })], says: NONE },
    "a budget of use on Azure": { resources: [aks, azureBudget(1000, { category: "Usage" })], says: NONE },
    "a region without prices": {
      resources: [aws("eks/Cluster", "eks", {}, { provider: { region: "af-south-1" } }), budget("1000")],
      says: "policies/lib/cost/prices.yaml must have prices of AWS in af-south-1; add the region",
    },
    "a type without a price": {
      resources: [nodes(undefined, "m99.huge"), budget("1000")],
      says: "policies/lib/cost/prices.yaml must have the price of machines of type m99.huge on AWS in eu-central-1; add it",
    },
    "nodes without a number": {
      resources: [nodes({ minSize: 1 }), budget("1000")],
      says: [
        "region, number and size of machines of type m7i.large must be stated, to be counted",
        "region, number and size of volumes of type gp3 must be stated, to be counted",
      ],
    },
    "a resource whose region nobody knows": {
      resources: [aws("kms/Key", "key"), budget("1000")],
      says: "region, number and size of keys must be stated, to be counted",
    },
    "a form that no provider takes": {
      resources: [aws("eks/NodeGroup", "nodes", { instanceTypes: 5 }, { provider }), budget("1000")],
      says: "its properties must have the form that its provider asks for, to be counted",
    },
  },
  unknown: {
    "the number of nodes": {
      resources: [nodes({ minSize: UNKNOWN, maxSize: 3 }), budget("1000")],
      says: unknown("scalingConfig.minSize"),
    },
    "the limit of the only budget": {
      resources: [eks, budget(UNKNOWN)],
      says: unknown("limitAmount", "aws:budgets/budget:Budget::budget"),
    },
    "the limit of one budget, where another is not kept": {
      resources: [eks, budget("70"), budget(UNKNOWN, {}, "another")],
      says: [OVER(73, 70), unknown("limitAmount", "aws:budgets/budget:Budget::another")],
    },
  },
};
