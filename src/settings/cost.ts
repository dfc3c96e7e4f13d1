import { z } from "zod";
import { amount } from "./text";

/** An amount of money that may be spent each month, in the currency of the clouds' price lists. */
export const monthlyBudget = (what: string) =>
  z
    .number()
    .positive("must be more than 0 (US dollars a month); write for example 500")
    .optional()
    .describe(`${what} (US dollars a month)`);

const budget = {
  monthlyBudgetUsd: monthlyBudget(
    "What the stack may cost, before taxes and discounts: a plan that needs more is refused. Default: 15000 in production, 5000 in staging, else 1000",
  ),
  budgetEmails: z
    .array(
      z
        .string()
        .regex(/^[^@\s]+@[^@\s]+\.[^@\s]+$/, "must be an address of email; write for example finance@example.com"),
    )
    .max(10, "must be at most 10 addresses, because AWS takes no more; write a mailing list")
    .default([])
    .describe("Who the cloud writes to when the month's bill comes near the budget, and above it"),
};

const fixedRates = z
  .strictObject({
    cpuCoreHourUsd: amount("What a core costs", "US dollars an hour", 0.031611),
    memoryGiBHourUsd: amount("What memory costs", "US dollars a GiB and hour", 0.004237),
    volumeGiBMonthUsd: amount("What volumes cost", "US dollars a GiB and month", 0.1),
  })
  .describe("What nodes and volumes cost. Default: the cloud's public list; for existing clusters the defaults below");

/** OpenCost's own, for clusters whose prices nobody knows. */
export const defaultRates = fixedRates.parse({});

const opencost = z.strictObject({
  kind: z.literal("opencost").describe("OpenCost, free software"),
  ...budget,
  rates: fixedRates.optional(),
});

const kubecost = z.strictObject({
  kind: z.literal("kubecost").describe("Kubecost, a product of IBM: free for small clusters, else it takes a licence"),
  ...budget,
});

const none = z.strictObject({
  kind: z.literal("none").describe("Nothing measures what workloads cost; the budget of the stack holds"),
  ...budget,
});

/** What the platform may cost, and what measures it. */
export const costSettings = z
  .discriminatedUnion("kind", [opencost, kubecost, none])
  .prefault({ kind: "opencost" })
  .describe("Cost: budgets, and what measures the cost of each team's workloads");
