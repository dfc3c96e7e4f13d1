import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Monitors } from "../lib/monitors";
import { ruleGroup } from "./rule";
import { ruleGroups, type RulesArgs } from "./rules";

export { alertmanagerConfig } from "./alertmanager";
export { receiverEgress, receiverSecrets, receiversSecret } from "./receivers";
export { customResourceState } from "./state-metrics";
export { alertRelabelings } from "./team";

export interface AlertsArgs extends RulesArgs {
  /** Namespace of Prometheus. */
  namespace: pulumi.Input<string>;
  monitors: Monitors;
  /** Where people read what to do about each alert. */
  runbooksUrl: string;
}

/** When alerts fire: one PrometheusRule per topic. Who hears of them is Alertmanager's configuration. */
export class Alerts extends pulumi.ComponentResource {
  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Alerts", name, {}, opts);
    for (const group of ruleGroups(args)) {
      new k8s.apiextensions.CustomResource(
        `${name}-${group.name}`,
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "PrometheusRule",
          metadata: { name: `platform-${group.name}`, namespace: args.namespace },
          spec: { groups: [ruleGroup(group, args.runbooksUrl)] },
        },
        { parent: this, dependsOn: args.monitors.ready }, // the kind
      );
    }
    this.registerOutputs();
  }
}
