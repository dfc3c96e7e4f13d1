import { SecretValue, UNKNOWN, type Finding, type RegisteredResource, type RunResult } from "../local/engine/types";

/** `plan.json`: what a stack would deploy and what the policies say of it. Secrets read `[secret]`. */
export interface Plan {
  stack: string;
  seconds: number;
  resources: PlannedResource[];
  outputs: unknown;
  findings: Omit<Finding, "remedy">[];
  charts: { name: string; version?: string; rendered: boolean; objects: number }[];
  /** Estimate of the monthly cost. Null: not estimated. */
  cost: null;
}

export type PlannedResource = Pick<
  RegisteredResource,
  "urn" | "type" | "name" | "parent" | "custom" | "provider" | "dependencies" | "protect"
> & { props: unknown };

export function toPlan(stack: string, result: RunResult): Plan {
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
    cost: null,
  };
}

/** The value as JSON may hold it: no secret, and a word for what is not known yet. */
export function printable(value: unknown): unknown {
  if (value instanceof SecretValue) return "[secret]";
  if (value === UNKNOWN) return "[unknown]";
  if (Array.isArray(value)) return value.map(printable);
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, printable(member)]));
  }
  return value;
}
