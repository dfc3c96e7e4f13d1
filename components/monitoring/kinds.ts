import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { Monitors } from "../lib/monitors";

export interface MonitoringKindsArgs {
  pin: ChartPin;
  charts: ChartSettings;
}

/**
 * The kinds of the Prometheus operator, before everything that makes objects of them: that is most of the platform's
 * charts, which are there before the operator is.
 */
export class MonitoringKinds extends pulumi.ComponentResource {
  readonly monitors: Monitors;

  constructor(name: string, { pin, charts }: MonitoringKindsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:MonitoringKinds", name, {}, opts);
    const kinds = chart(
      `${name}-chart`,
      // It has nothing but kinds, which are in no namespace.
      { pin, namespace: "default", values: kindsValues(), settings: charts, releaseName: pin.name },
      { parent: this },
    );
    this.monitors = { ready: [kinds] };
    this.registerOutputs();
  }
}

/** Whoever deletes a kind deletes every object of it: so Helm is told to keep them, and Pulumi reads that. */
export function kindsValues() {
  return { crds: { annotations: { "helm.sh/resource-policy": "keep" } } };
}
