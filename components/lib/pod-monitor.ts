import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Monitors } from "./monitors";

/** Where pods export metrics, on one TCP port. */
export interface MetricsEndpoint {
  /** @default "/metrics" */
  path?: string;
  /** Parameters of the request. @default none */
  params?: Record<string, string[]>;
  /** Secret of the same namespace with `ca.crt`, which signed what they serve with, and the name in that. @default no TLS */
  tls?: { caSecret: string; serverName: string };
}

export interface PodMonitorArgs extends MetricsEndpoint {
  /** Namespace of the pods. */
  namespace: string;
  /** Of the pods. */
  labels: Record<string, string>;
  port: number;
  /** Labels of every sample, `job` at least; a sample's own of the same name becomes `exported_<name>`. */
  set: { job: string; [label: string]: string };
  /** Most samples of one pod, of labels and of their lengths. @default unlimited */
  limits?: {
    sampleLimit: number;
    labelLimit: number;
    labelNameLengthLimit: number;
    labelValueLengthLimit: number;
  };
}

/** Rule by which Prometheus changes labels, as the operator's kinds write it. */
export interface RelabelConfig {
  action?: "replace" | "drop" | "labeldrop";
  sourceLabels?: string[];
  regex?: string;
  targetLabel?: string;
  replacement?: string;
}

/** Has Prometheus scrape pods. @param metadata in a namespace of the platform: it reads no others */
export function podMonitor(
  name: string,
  metadata: { name: string; namespace: pulumi.Input<string> },
  args: PodMonitorArgs,
  { ready }: Monitors,
  opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
  return new k8s.apiextensions.CustomResource(
    name,
    { apiVersion: "monitoring.coreos.com/v1", kind: "PodMonitor", metadata, spec: podMonitorSpec(args) },
    { ...opts, dependsOn: ready },
  );
}

/**
 * `spec` of a PodMonitor. It finds pods by their labels alone, whether or not they declare the port: of the several
 * targets that one pod then is for Prometheus, all but one go because they are the same.
 */
export function podMonitorSpec({ namespace, labels, port, set, limits, ...endpoint }: PodMonitorArgs) {
  const { path = "/metrics", params, tls } = endpoint;
  const address = (regex: string, replacement: string): RelabelConfig => ({
    action: "replace",
    sourceLabels: ["__meta_kubernetes_pod_ip"],
    regex,
    targetLabel: "__address__",
    replacement,
  });
  return {
    namespaceSelector: { matchNames: [namespace] },
    selector: { matchLabels: labels },
    ...limits,
    podMetricsEndpoints: [
      {
        path,
        ...(params === undefined ? {} : { params }),
        ...(tls === undefined ? { scheme: "http" } : { scheme: "https", tlsConfig: tlsConfig(tls) }),
        honorLabels: false,
        honorTimestamps: false,
        followRedirects: false,
        relabelings: [
          address("([0-9.]+)", `$1:${port}`),
          address("(.+:.+)", `[$1]:${port}`),
          { action: "labeldrop", regex: "container" },
          ...Object.entries(set).map(([targetLabel, replacement]): RelabelConfig => ({
            action: "replace",
            targetLabel,
            replacement,
          })),
        ],
      },
    ],
  };
}

function tlsConfig({ caSecret, serverName }: NonNullable<MetricsEndpoint["tls"]>) {
  return { ca: { secret: { name: caSecret, key: "ca.crt" } }, serverName };
}
