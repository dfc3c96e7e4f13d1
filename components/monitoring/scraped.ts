import type { PodMonitorArgs } from "../lib/pod-monitor";
import { ports } from "./names";
import { waypointLabels, waypointMetricsPort, waypointName, type PodPeer } from "../lib/network-policies";

/** Where pods of an environment's or a team's namespace export metrics. */
export interface ScrapedNamespace {
  namespace: string;
  environment: string;
  /** @default absent - the environment's shared namespace */
  team?: string;
  /** Workloads by their label app.kubernetes.io/name, and their ports. */
  workloads: { name: string; metricsPort: number }[];
  /** Whether calls into it go through an L7 proxy, which counts them. */
  waypoint: boolean;
}

/** Most labels of a sample, and the longest of them: more are a mistake, such as an address of a request in a label. */
const labelLimits = { labelLimit: 64, labelNameLengthLimit: 128, labelValueLengthLimit: 1024 };

/**
 * The monitors of a tenant's namespace, by name: no namespace and no workload has a dot in its name. Who owns the pods
 * comes from configuration and not from the pods, so nobody exports anything under another's name.
 */
export function tenantMonitors(
  { namespace, environment, team, workloads, waypoint }: ScrapedNamespace,
  podSamples: number,
): { name: string; args: PodMonitorArgs }[] {
  const owner = { environment, ...(team === undefined ? {} : { team }) };
  const limits = { sampleLimit: podSamples, ...labelLimits };
  const own = workloads.map(({ name, metricsPort: port }) => ({
    name: `${namespace}.${name}`,
    args: { namespace, labels: { "app.kubernetes.io/name": name }, port, set: { job: name, ...owner }, limits },
  }));
  if (!waypoint) return own;
  const proxy = {
    namespace,
    labels: waypointLabels,
    port: waypointMetricsPort,
    path: "/stats/prometheus",
    set: { job: waypointName, ...owner },
  };
  // Another dot keeps it apart from a workload of that name.
  return [...own, { name: `${namespace}.${waypointName}.proxy`, args: proxy }];
}

/** The monitor of the cluster's DNS. */
export function dnsMonitor({ namespace, labels }: PodPeer): PodMonitorArgs {
  return { namespace, labels, port: ports.coreDns, set: { job: "coredns" } };
}
