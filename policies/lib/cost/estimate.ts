import { awsBilled } from "./aws";
import { azureBilled } from "./azure";
import type { Billed, Category, CostResource } from "./billed";
import { clusterPrices, kubernetesBilled } from "./kubernetes";
import { pricesPath, type Cloud, type PriceTable } from "./prices";

/** What one resource costs a month (US dollars). */
export interface CostLine {
  urn: string;
  category: Category;
  monthlyUsd: number;
  /** With all the nodes that the autoscaler may add. */
  maximumUsd: number;
}

export interface Estimate {
  /** In the order of the resources; resources that cost nothing by time are left out. */
  lines: CostLine[];
  /** Prices that the table does not have, each once, at the first resource that needs it. */
  unpriced: { urn: string; message: string }[];
  /** What cannot be counted, because nothing says its region, number or size. */
  uncounted: { urn: string; what: string }[];
}

const clouds: Readonly<Record<Cloud, string>> = { aws: "AWS", azure: "Azure" };

/**
 * What the resources of a stack cost a month by the prices of the table: what is billed by time, not what is billed by
 * use, such as traffic, requests, logs and backups.
 *
 * @param doubt told about a resource whose values cannot be read, and what was thrown
 */
export function estimate(
  resources: readonly CostResource[],
  table: PriceTable,
  doubt: (resource: CostResource, error: unknown) => void,
): Estimate {
  const lines: CostLine[] = [];
  const unpriced = new Map<string, string>();
  const uncounted: Estimate["uncounted"] = [];
  const read = <T>(resource: CostResource, of: () => T): T | undefined => {
    try {
      return of();
    } catch (error) {
      doubt(resource, error);
      return undefined;
    }
  };
  const cluster = clusterPrices(resources, read);
  for (const resource of resources) {
    const billed = read(resource, () => [
      ...awsBilled(resource, resources),
      ...azureBilled(resource, resources),
      ...(cluster ? kubernetesBilled(resource, cluster) : []),
    ]);
    for (const item of billed ?? []) {
      if (item.place.region === "") {
        uncounted.push({ urn: resource.urn, what: item.what });
        continue;
      }
      const price = priceOf(item, table);
      if (typeof price !== "number") {
        if (!unpriced.has(price.missing)) unpriced.set(price.missing, resource.urn);
        continue;
      }
      const costs = line(resource, item, price);
      if (Number.isFinite(costs.monthlyUsd + costs.maximumUsd)) lines.push(costs);
      else uncounted.push({ urn: resource.urn, what: item.what });
    }
  }
  return { lines, unpriced: [...unpriced].map(([message, urn]) => ({ urn, message })), uncounted };
}

function line({ urn }: CostResource, { category, atLeast, atMost }: Billed, price: number): CostLine {
  return { urn, category, monthlyUsd: price * atLeast, maximumUsd: price * atMost };
}

function priceOf({ place, what, monthly }: Billed, table: PriceTable): number | { missing: string } {
  const cloud = clouds[place.cloud];
  const prices = table.clouds[place.cloud].regions[place.region];
  if (!prices) return { missing: `${pricesPath} must have prices of ${cloud} in ${place.region}; add the region` };
  const price = monthly(prices);
  if (price !== undefined) return price;
  return { missing: `${pricesPath} must have the price of ${what} on ${cloud} in ${place.region}; add it` };
}
