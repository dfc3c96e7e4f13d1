import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { externalSecret, type PlatformSecrets } from "../lib/external-secret";
import type { Monitors } from "../lib/monitors";
import { receiversSecret, receiverSecrets, type Receiver } from "./receivers";
import { ruleGroup } from "./rule";
import { ruleGroups, type RulesArgs } from "./rules";

export interface AlertsArgs extends RulesArgs {
  /** Namespace of Prometheus and Alertmanager. */
  namespace: pulumi.Input<string>;
  monitors: Monitors;
  /** Where people read what to do about each alert. */
  runbooksUrl: string;
  receivers: Receiver[];
  /** Needed where there are receivers. @default absent - nothing keeps secrets */
  secrets?: PlatformSecrets;
}

/** When alerts fire, and the secrets of those who hear of them. */
export class Alerts extends pulumi.ComponentResource {
  constructor(name: string, args: AlertsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Alerts", name, {}, opts);
    const { namespace, runbooksUrl, receivers, secrets } = args;
    for (const group of ruleGroups(args)) {
      new k8s.apiextensions.CustomResource(
        `${name}-${group.name}`,
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "PrometheusRule",
          metadata: { name: `platform-${group.name}`, namespace },
          spec: { groups: [ruleGroup(group, runbooksUrl)] },
        },
        { parent: this, dependsOn: args.monitors.ready }, // the kind
      );
    }
    if (receivers.length > 0 && secrets) {
      const keys = receiverSecrets(receivers);
      externalSecret(`${name}-receivers`, { name: receiversSecret, namespace, secrets, keys }, { parent: this });
    }
    this.registerOutputs();
  }
}
