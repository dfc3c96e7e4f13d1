import type * as pulumi from "@pulumi/pulumi";
import { Opencost } from "../../components/cost";
import { costNamespace, opencostPorts, opencostWorkload } from "../../components/cost/names";
import { consoleNamespaces, proxyWorkload } from "../../components/consoles/names";
import type { PlatformSecrets } from "../../components/lib/external-secret";
import type { Caller } from "../../components/lib/network-policies";
import { addresses, monitoringNamespace, ports, workloads } from "../../components/monitoring/names";
import { teamRelabelings } from "../../components/monitoring/team-label";
import type { PlatformConfig } from "../config";
import { charts as pins } from "../versions";
import type { Context } from "./context";

const prometheus = { namespace: monitoringNamespace, workload: workloads.prometheus, port: ports.prometheus };

export interface CostNeeds {
  /** @default none - its API takes no changes from anybody who may see it */
  platformSecrets?: PlatformSecrets;
  /** What makes room for pods, Prometheus, and Secrets out of Vault. */
  ready: pulumi.Resource[];
}

/** What measures the cost of workloads. */
export function cost({ config, charts, inCluster }: Context, { platformSecrets, ready }: CostNeeds): void {
  const { meter } = config.cost;
  if (meter?.kind !== "opencost" || !config.monitoring) return;
  const teams = config.teams.map(({ name, namespaces }) => ({ name, namespaces: namespaces.map((own) => own.name) }));
  new Opencost(
    "cost",
    {
      pin: pins.opencost,
      charts,
      peers: config.peers,
      cluster: config.monitoring.cluster,
      rates: meter.rates,
      prometheus: { url: addresses.prometheus, pods: prometheus },
      metricRelabelings: teamRelabelings(teams),
      callers: config.signIn?.consoles.cost ? [proxyCalls] : [],
      secrets: platformSecrets,
    },
    { ...inCluster, dependsOn: ready },
  );
}

const proxyCalls: Caller = {
  from: { namespace: consoleNamespaces.proxies, workload: proxyWorkload("cost") },
  to: { workload: opencostWorkload, port: opencostPorts.page },
};

/** What asks Prometheus what workloads use. */
export function costCallers({ cost: { meter } }: PlatformConfig): Caller[] {
  if (meter?.kind !== "opencost") return [];
  return [{ from: { namespace: costNamespace, workload: opencostWorkload }, to: prometheus }];
}
