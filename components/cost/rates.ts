/** What nodes and volumes cost: the public list of the cloud, or the same everywhere (US dollars). */
export type NodeRates = { kind: "list" } | ({ kind: "fixed" } & FixedRates);

export interface FixedRates {
  cpuCoreHourUsd: number;
  memoryGiBHourUsd: number;
  volumeGiBMonthUsd: number;
}

/** Hours of an average month, as clouds count them. */
export const hoursPerMonth = 730;
