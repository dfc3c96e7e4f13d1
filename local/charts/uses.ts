import * as path from "node:path";
import type { RegisteredResource } from "../engine/types";

/** A chart as a stack uses it. */
export interface ChartUse {
  /** The component that deploys it, for messages. */
  component: string;
  /** Absent for values that belong to no stack. */
  stack?: string;
  /** The chart's own name. */
  chart: string;
  version: string;
  values: unknown;
}

/** Every chart among a stack's resources. */
export function chartUses(stack: string, resources: RegisteredResource[]): ChartUse[] {
  return resources
    .filter(({ type }) => type === "kubernetes:helm.sh/v4:Chart")
    .map(({ name, parent, inputs }) => {
      const version = String(inputs["version"]);
      const owner = resources.find(({ urn }) => urn === parent);
      return {
        component: owner?.type.startsWith("platform:") ? (owner.type.split(":").at(-1) ?? name) : name,
        stack,
        // An archive is named after the chart and its version, everything else after the chart alone.
        chart: path.posix.basename(String(inputs["chart"]), `-${version}.tgz`),
        version,
        values: inputs["values"] ?? {},
      };
    });
}
