import type { Settings } from "../settings";

type Prometheus = Extract<Settings["monitoring"], { kind: "prometheus" }>;

/** Prometheus and Alertmanager, as the settings describe them. */
export interface MonitoringPlan extends Omit<Prometheus, "kind"> {
  /** Name of the cluster on every sample and alert that leaves it. */
  cluster: string;
  /** Environment whose mount in Vault has the platform's own secrets. */
  environment: string;
  /** Addresses of nodes. */
  nodeCidrs: string[];
}

/** Undefined where nobody watches. */
export function monitoringPlan(
  stack: string,
  { monitoring, environments, cluster }: Settings,
): MonitoringPlan | undefined {
  if (monitoring.kind === "none") return undefined;
  return {
    ...monitoring,
    cluster: `platform-${stack}`,
    environment: environments[0]!.name,
    nodeCidrs: nodeAddresses(cluster),
  };
}

/** Where nobody said them, all private addresses: only two ports of them are reached. */
function nodeAddresses(cluster: Settings["cluster"]): string[] {
  switch (cluster.kind) {
    case "existing":
      return cluster.network.nodeCidr === undefined
        ? ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
        : [cluster.network.nodeCidr];
    case "aws":
      return [cluster.network.vpcCidr];
    case "azure":
      return [cluster.network.vnetCidr];
  }
}
