import type { Resource } from "../rule";
import { hoursPerMonth, type Place, type RegionPrices } from "./prices";

/** What of a resource the estimate reads. */
export type CostResource = Pick<Resource, "urn" | "type" | "name" | "props" | "provider" | "propertyDependencies">;

export const categories = ["control plane", "nodes", "volumes", "network", "keys"] as const;

export type Category = (typeof categories)[number];

/** Something of a resource that the cloud bills by time. */
export interface Billed {
  category: Category;
  place: Place;
  /** For messages, such as `machines of type m7i.large`. */
  what: string;
  /** What one costs a month (US dollars). Undefined: the region's prices do not say. */
  monthly: (prices: RegionPrices) => number | undefined;
  /** How many there always are. */
  atLeast: number;
  /** How many there may be, where an autoscaler decides. */
  atMost: number;
}

/** The string, empty for anything else. */
export function stated(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The same number at all times. */
export function always(number: number): Pick<Billed, "atLeast" | "atMost"> {
  return { atLeast: number, atMost: number };
}

/** Something with a price for an hour. */
export function hourly(
  category: Category,
  place: Place,
  what: string,
  price: (prices: RegionPrices) => number | undefined,
  number = always(1),
): Billed {
  const monthly = (prices: RegionPrices) => {
    const hour = price(prices);
    return hour === undefined ? undefined : hour * hoursPerMonth;
  };
  return { category, place, what, monthly, ...number };
}

/** Machines of a type, each with its disks. */
export function machines(
  place: Place,
  type: string,
  disks: Disk[],
  number: Pick<Billed, "atLeast" | "atMost">,
): Billed[] {
  return [
    hourly("nodes", place, `machines of type ${type}`, ({ machineHour }) => machineHour?.[type], number),
    ...disks.map((disk) => ({ ...volume(place, disk), category: "nodes" as const, ...number })),
  ];
}

export interface Disk {
  type: string;
  gib: number;
}

/** One volume. */
export function volume(place: Place, { type, gib }: Disk): Billed {
  return {
    category: "volumes",
    place,
    what: `volumes of type ${type}`,
    monthly: ({ volumeMonth }) => {
      const price = volumeMonth?.[type];
      if (!price) return undefined;
      return "perGiB" in price ? price.perGiB * gib : step(price.upToGiB, gib);
    },
    ...always(1),
  };
}

/** The price of the smallest size that is large enough. */
function step(upToGiB: Record<string, number>, gib: number): number | undefined {
  const sizes = Object.keys(upToGiB)
    .map(Number)
    .sort((a, b) => a - b);
  const size = sizes.find((candidate) => candidate >= gib);
  return size === undefined ? undefined : upToGiB[size];
}
