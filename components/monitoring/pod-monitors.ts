import type { PodPeer } from "../lib/network-policies";
import { ports } from "./names";
import type { RelabelConfig } from "./team-label";

/** Pods of an environment's or a team's workload that export metrics. */
export interface ScrapedWorkload {
  namespace: string;
  environment: string;
  /** @default absent - the environment's shared namespace */
  team?: string;
  /** Their label app.kubernetes.io/name. */
  workload: string;
  port: number;
}

/** Most labels of a sample, and the longest of them: more are a mistake, such as an address of a request in a label. */
const labelLimits = { labelLimit: 64, labelNameLengthLimit: 128, labelValueLengthLimit: 1024 };

/** Name of a workload's PodMonitor: no namespace and no workload has a dot in its name. */
export function podMonitorName({ namespace, workload }: ScrapedWorkload): string {
  return `${namespace}.${workload}`;
}

/**
 * `spec` of the PodMonitor of a workload. Its pods say nothing about who they are: the labels come from here, and a
 * sample with a label of the same name keeps it as `exported_<name>`.
 */
export function podMonitorSpec({ namespace, environment, team, workload, port }: ScrapedWorkload, podSamples: number) {
  return {
    namespaceSelector: { matchNames: [namespace] },
    selector: { matchLabels: { "app.kubernetes.io/name": workload } },
    sampleLimit: podSamples,
    ...labelLimits,
    podMetricsEndpoints: [
      {
        portNumber: port,
        path: "/metrics",
        honorLabels: false,
        honorTimestamps: false,
        followRedirects: false,
        relabelings: [
          set("job", workload),
          set("environment", environment),
          ...(team === undefined ? [] : [set("team", team)]),
        ],
      },
    ],
  };
}

/** `spec` of the PodMonitor of the cluster's DNS. */
export function dnsMonitorSpec({ namespace, labels }: PodPeer) {
  return {
    namespaceSelector: { matchNames: [namespace] },
    selector: { matchLabels: labels },
    podMetricsEndpoints: [{ portNumber: ports.coreDns, path: "/metrics", relabelings: [set("job", "coredns")] }],
  };
}

function set(targetLabel: string, replacement: string): RelabelConfig {
  return { action: "replace", targetLabel, replacement };
}
