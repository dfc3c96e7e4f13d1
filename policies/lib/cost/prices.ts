import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** Prices of a region: US dollars for an hour or a month, before taxes and discounts. */
export interface RegionPrices {
  /** A managed control plane, by its tier. */
  controlPlaneHour?: Record<string, number>;
  /** A machine by its type, on demand, with Linux. */
  machineHour?: Record<string, number>;
  /** A volume by its type: a GiB, or a whole volume up to a size. */
  volumeMonth?: Record<string, { perGiB: number } | { upToGiB: Record<string, number> }>;
  natGatewayHour?: number;
  /** A private way to a service, in one zone. */
  endpointHour?: number;
  loadBalancerHour?: number;
  /** A public IPv4 address. */
  addressHour?: number;
  /** A key of the customer's. */
  keyMonth?: number;
}

export type Cloud = "aws" | "azure";

/** Where something runs, and so what it costs. */
export interface Place {
  cloud: Cloud;
  region: string;
}

export interface PriceTable {
  /** The day of its oldest price, YYYY-MM-DD. */
  asOf: string;
  clouds: Record<
    Cloud,
    { sources: { of: string; url: string; asOf: string }[]; regions: Record<string, RegionPrices> }
  >;
}

/** Where prices are kept, from the root of the project. */
export const pricesPath = "policies/lib/cost/prices.yaml";

/** Hours of an average month, as clouds count them. */
export const hoursPerMonth = 730;

let table: PriceTable | undefined;

/** The prices of the repository, whose form a test checks. */
export function loadPrices(): PriceTable {
  if (!table) {
    const clouds = parse(readFileSync(join(__dirname, "prices.yaml"), "utf8")) as PriceTable["clouds"];
    const days = Object.values(clouds).flatMap(({ sources }) => sources.map(({ asOf }) => asOf));
    table = { asOf: days.sort()[0]!, clouds };
  }
  return table;
}
