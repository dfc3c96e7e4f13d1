import type { Finding, RegisteredResource, RunResult } from "../local/engine/types";
import { plannedCost, type PlannedCost, type Sums } from "./cost";
import { printable } from "./printable";

/** `plan.json`: what a stack would deploy and what the policies say of it. Secrets read `[secret]`. */
export interface Plan {
  stack: string;
  seconds: number;
  resources: PlannedResource[];
  outputs: unknown;
  findings: Omit<Finding, "remedy">[];
  charts: { name: string; version?: string; rendered: boolean; objects: number }[];
  /** Estimate of the monthly cost. Null: not estimated, because the stack has nothing of a cloud. */
  cost: PlannedCost | null;
}

export type PlannedResource = Pick<
  RegisteredResource,
  "urn" | "type" | "name" | "parent" | "custom" | "provider" | "dependencies" | "protect"
> & { props: unknown };

/** @param last cost of the last plan, if there was one */
export function toPlan(stack: string, result: RunResult, last: Sums | null = null): Plan {
  return {
    stack,
    seconds: Math.round(result.seconds * 100) / 100,
    resources: result.resources.map(({ urn, type, name, parent, custom, provider, dependencies, protect, inputs }) => ({
      urn,
      type,
      name,
      parent,
      custom,
      provider,
      dependencies,
      protect,
      props: printable(inputs),
    })),
    outputs: printable(result.outputs),
    findings: result.findings.map(({ pack, policy, level, severity, urn, message, status }) => ({
      pack,
      policy,
      level,
      severity,
      urn,
      message,
      status,
    })),
    charts: result.charts.map(({ name, version, rendered, objects }) => ({ name, version, rendered, objects })),
    cost: plannedCost(result, last),
  };
}
