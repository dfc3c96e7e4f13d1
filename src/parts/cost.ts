import type * as pulumi from "@pulumi/pulumi";
import { Opencost } from "../../components/cost";
import { Kubecost } from "../../components/cost/kubecost";
import { costNamespace, costPages, opencostWorkload } from "../../components/cost/names";
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
  /** What makes room for pods and volumes, and Secrets out of Vault. */
  ready: pulumi.Resource[];
}

/** What measures the cost of workloads. */
export function cost({ config, charts, inCluster }: Context, { platformSecrets, ready }: CostNeeds): void {
  const { meter, cluster, teams } = config.cost;
  if (!meter) return;
  const given = { charts, peers: config.peers, cluster, callers: proxyCalls(config) };
  const opts = { ...inCluster, dependsOn: ready };
  if (meter.kind === "kubecost") {
    new Kubecost("cost", { ...given, pin: pins.kubecost, nodeCidrs: meter.nodeCidrs, teams }, opts);
    return;
  }
  const owners = config.teams.map(({ name, namespaces }) => ({ name, namespaces: namespaces.map((own) => own.name) }));
  new Opencost(
    "cost",
    {
      ...given,
      pin: pins.opencost,
      rates: meter.rates,
      prometheus: { url: addresses.prometheus, pods: prometheus },
      metricRelabelings: teamRelabelings(owners),
      secrets: platformSecrets,
    },
    opts,
  );
}

/** The proxy before the console, where there is one. */
function proxyCalls({ signIn, cost: { meter } }: PlatformConfig): Caller[] {
  if (!meter || !signIn?.consoles.cost) return [];
  const { workload, port } = costPages[meter.kind].pods;
  return [{ from: { namespace: consoleNamespaces.proxies, workload: proxyWorkload("cost") }, to: { workload, port } }];
}

/** What asks Prometheus what workloads use. */
export function costCallers({ cost: { meter } }: PlatformConfig): Caller[] {
  if (meter?.kind !== "opencost") return [];
  return [{ from: { namespace: costNamespace, workload: opencostWorkload }, to: prometheus }];
}
