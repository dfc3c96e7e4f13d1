import type { RegisteredResource, RunResult } from "../local/engine/types";
import { categories, type Category, type CostResource } from "../policies/lib/cost/billed";
import { estimate, type CostLine } from "../policies/lib/cost/estimate";
import { loadPrices } from "../policies/lib/cost/prices";
import { topAncestor } from "./components";
import { groupBy } from "./objects";
import { printable } from "./printable";

/** Sums of a month (US dollars, to the cent). */
export interface Sums {
  monthlyUsd: number;
  /** With all the nodes that the autoscaler may add. */
  maximumUsd: number;
}

/** What a stack costs each month by list prices: what is billed by time, and nothing that is billed by use. */
export interface PlannedCost extends Sums {
  categories: (Sums & { category: Category })[];
  /** By the stack's own components, dearest first; what a team has of its own is under its component. */
  components: (Sums & { component: string })[];
  /** The day of the oldest price, YYYY-MM-DD. */
  pricesAsOf: string;
  /** What is not in the sums, and why. */
  missing: string[];
  /** More (or less, when negative) than in the last plan. Null: there was none, or nothing was estimated. */
  change: Sums | null;
}

/** @param last of the last plan. @returns null where the stack has nothing of a cloud, which a table could price */
export function plannedCost(result: Pick<RunResult, "resources" | "charts">, last: Sums | null): PlannedCost | null {
  const table = loadPrices();
  const { lines, unpriced, uncounted } = estimate(costResources(result.resources), table, (_, error) => {
    throw error; // every value can be read here
  });
  if (lines.length + unpriced.length + uncounted.length === 0) return null;
  const unrendered = result.charts.filter(({ rendered }) => !rendered).length;
  const sums = sumOf(lines);
  return {
    ...sums,
    categories: categories.flatMap((category) => {
      const of = lines.filter((line) => line.category === category);
      return of.length > 0 ? [{ category, ...sumOf(of) }] : [];
    }),
    components: costByComponent(result.resources, lines),
    pricesAsOf: table.asOf,
    missing: [
      ...unpriced.map(({ message }) => message),
      ...uncounted.map(({ urn, what }) => `${what} of ${nameOf(urn)}, whose region, number or size is not known`),
      ...(unrendered > 0 ? [`volumes and load balancers of charts that were not rendered (${unrendered})`] : []),
    ],
    change: last && {
      monthlyUsd: cents(sums.monthlyUsd - last.monthlyUsd),
      maximumUsd: cents(sums.maximumUsd - last.maximumUsd),
    },
  };
}

function costByComponent(resources: readonly RegisteredResource[], lines: CostLine[]): PlannedCost["components"] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const groups = groupBy(lines, ({ urn }) => topAncestor(byUrn.get(urn)!, byUrn)?.name ?? nameOf(urn));
  return [...groups]
    .map(([component, its]) => ({ component, ...sumOf(its) }))
    .sort((a, b) => b.monthlyUsd - a.monthlyUsd || a.component.localeCompare(b.component));
}

function costResources(resources: readonly RegisteredResource[]): CostResource[] {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const props = ({ inputs }: RegisteredResource) => printable(inputs) as Record<string, unknown>;
  return resources.map((resource) => {
    const provider = byUrn.get(resource.provider?.slice(0, resource.provider.lastIndexOf("::")) ?? "");
    return {
      urn: resource.urn,
      type: resource.type,
      name: resource.name,
      props: props(resource),
      provider: provider && { props: props(provider) },
      propertyDependencies: Object.fromEntries(
        Object.entries(resource.propertyDependencies).map(([property, urns]) => [
          property,
          urns.map((urn) => ({ urn, type: byUrn.get(urn)?.type ?? "" })),
        ]),
      ),
    };
  });
}

function sumOf(lines: Sums[]): Sums {
  return {
    monthlyUsd: cents(lines.reduce((sum, line) => sum + line.monthlyUsd, 0)),
    maximumUsd: cents(lines.reduce((sum, line) => sum + line.maximumUsd, 0)),
  };
}

function cents(usd: number): number {
  return Math.round(usd * 100) / 100;
}

function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

/** `$1,234`: to the dollar, because prices change and use does more. */
export function dollars(usd: number): string {
  return `$${Math.round(usd).toLocaleString("en-US")}`;
}

/** `$12 more than in the last plan`, empty where there is nothing to compare with. */
export function changeOf({ change }: PlannedCost): string {
  if (!change) return "";
  const { monthlyUsd } = change;
  if (Math.abs(monthlyUsd) < 0.5) return "as in the last plan";
  return `${dollars(Math.abs(monthlyUsd))} ${monthlyUsd > 0 ? "more" : "less"} than in the last plan`;
}
