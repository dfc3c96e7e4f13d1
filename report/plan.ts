import type { Finding, RegisteredResource, RunResult } from "../local/engine/types";
import { plannedCost, type PlannedCost, type Sums } from "./cost";
import { printable } from "./printable";

/** Form of `plan.json`: another number when what reads it would misunderstand it. */
export const planVersion = 1;

/** `plan.json`: what a stack would deploy and what the policies say of it. Secrets read `[secret]`. */
export interface Plan {
  version: typeof planVersion;
  stack: string;
  status: RunResult["status"];
  seconds: number;
  /** Values of the stack file, by full key. They hold no secret: the engine refuses those. */
  settings: Record<string, unknown>;
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

/**
 * @param settings values of the stack file, as `loadStack` returns them
 * @param last cost of the last plan, if there was one
 */
export function toPlan(
  stack: string,
  result: RunResult,
  settings: Record<string, string> = {},
  last: Sums | null = null,
): Plan {
  return {
    version: planVersion,
    stack,
    status: result.status,
    seconds: Math.round(result.seconds * 100) / 100,
    settings: Object.fromEntries(Object.entries(settings).map(([key, text]) => [key, structured(text)])),
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

function structured(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
