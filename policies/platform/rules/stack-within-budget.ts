import { idOf } from "../../lib/cloud/resources";
import { budgets } from "../../lib/cost/budgets";
import { estimate } from "../../lib/cost/estimate";
import { loadPrices } from "../../lib/cost/prices";
import { MMM } from "../../lib/levels";
import type { Report } from "../../lib/report";
import { stackRule, type Resource } from "../../lib/rule";
import { concerning, select } from "../../lib/unknowns";

export const stackWithinBudget = stackRule({
  name: "stack-within-budget",
  title: "The stack costs no more than its budget",
  description:
    "A stack with resources of a cloud must declare a monthly budget, and what it is billed by time, at list prices and with as few nodes as it begins with, must be within every budget.",
  group: "cost",
  severity: "high",
  levels: MMM,
  references: ["AWS Well-Architected COST 2", "Azure Well-Architected CO:04"],
  remedy:
    "Raise platform:cost.monthlyBudgetUsd once somebody agreed to that, or make nodes and volumes fewer or smaller; prices that are missing go into policies/lib/cost/prices.yaml.",
  check(resources, report) {
    const table = loadPrices();
    const { lines, unpriced, uncounted } = estimate(resources, table, (resource, error) => {
      report.on(resource.urn, () => {
        if (!(error instanceof TypeError)) throw error;
        report.violation("its properties must have the form that its provider asks for, to be counted");
      });
    });
    for (const { urn, message } of unpriced) report.on(urn, () => report.violation(message));
    for (const { urn, what } of uncounted) {
      report.on(urn, () => report.violation(`region, number and size of ${what} must be stated, to be counted`));
    }
    const [dearest] = [...lines].sort((a, b) => b.monthlyUsd - a.monthlyUsd);
    if (!dearest) return;
    const monthlyUsd = lines.reduce((sum, line) => sum + line.monthlyUsd, 0);
    report.on(dearest.urn, () => compare(monthlyUsd, table.asOf, resources, report));
  },
});

function compare(monthlyUsd: number, asOf: string, resources: readonly Resource[], report: Report): void {
  const { found, unknown } = select(
    () => budgets(resources),
    (budget) => concerning(idOf(budget.resource), () => budget.monthlyUsd() !== undefined),
  );
  for (const budget of found) {
    const limit = budget.monthlyUsd()!;
    if (monthlyUsd <= limit) continue;
    report.violation(
      `the stack costs about ${Math.ceil(monthlyUsd)} US dollars a month (list prices of ${asOf}), which must be at most its budget of ${limit}`,
    );
  }
  unknown.forEach((item) => report.undetermined(item));
  if (found.length + unknown.length === 0) report.violation("the stack must declare a monthly budget, and has none");
}
