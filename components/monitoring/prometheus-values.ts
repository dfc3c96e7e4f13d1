import type { HelmValues } from "../lib/chart-values";
import { preferSystemNodes, resources, spreadOverZones } from "../lib/scheduling";
import { release, workloads } from "./names";
import type { RelabelConfig } from "../lib/pod-monitor";

/** A store that gets every sample as well. */
export interface RemoteWrite {
  /** Of the store, and of the Secret with what it asks for. */
  name: string;
  url: string;
  /** @default absent - a bearer token */
  username?: string;
  cidrs: string[];
}

export interface PrometheusValuesArgs {
  /** Name of the cluster on whatever leaves it. */
  cluster: string;
  replicas: number;
  retentionDays: number;
  volumeGiB: number;
  memoryGiB: number;
  scrapeIntervalSeconds: number;
  /** @default the cluster's own */
  storageClass?: string;
  remoteWrite: RemoteWrite[];
  /** Where people reach it. @default absent - the Service's address */
  externalUrl?: string;
  /** What happens to the labels of alerts before they leave. @default nothing */
  alertRelabelings?: RelabelConfig[];
  /** Whether the mesh is on. */
  mesh: boolean;
}

/** Namespaces of the platform. A team can neither make such a namespace nor write into one. */
export const platformNamespaceSelector = { matchExpressions: [{ key: "platform/component", operator: "Exists" }] };

/** Secret with what a store asks for. */
export function remoteWriteSecret(store: string): string {
  return `remote-write-${store}`;
}

const prometheusPodLabels = {
  "app.kubernetes.io/name": workloads.prometheus,
  "app.kubernetes.io/instance": release,
};

/** How often everything is scraped, as Prometheus writes it. */
export function scrapeInterval({ scrapeIntervalSeconds }: Pick<PrometheusValuesArgs, "scrapeIntervalSeconds">): string {
  return `${scrapeIntervalSeconds}s`;
}

/** Values below `prometheus`. */
export function prometheusValues(args: PrometheusValuesArgs): HelmValues {
  const { replicas, memoryGiB, remoteWrite } = args;
  const interval = scrapeInterval(args);
  return {
    serviceAccount: {
      name: workloads.prometheus,
      annotations: { "policies.platform/needs-token": "finds what it scrapes, and reads metrics of nodes" },
    },
    podDisruptionBudget: { enabled: true, minAvailable: replicas - 1 },
    networkPolicy: { enabled: false }, // the namespace's own are narrower
    prometheusSpec: {
      replicas,
      retention: `${args.retentionDays}d`,
      // The rest is for what is being written and compacted.
      retentionSize: `${Math.floor(args.volumeGiB * 0.8)}GB`,
      scrapeInterval: interval,
      evaluationInterval: interval,
      externalLabels: { cluster: args.cluster },
      ...(args.externalUrl === undefined ? {} : { externalUrl: args.externalUrl }),
      storageSpec: volume(args.volumeGiB, args.storageClass),
      resources: resources("500m", `${memoryGiB / 2}Gi`, `${memoryGiB}Gi`),
      podAntiAffinity: "hard", // never two on one node
      topologySpreadConstraints: spreadOverZones(prometheusPodLabels),
      priorityClassName: "system-cluster-critical",
      tolerations: preferSystemNodes.tolerations,
      // No team configures what the servers do with their token and their memory: docs/observability.md.
      ...platformObjectsOnly,
      ...(args.alertRelabelings?.length ? { additionalAlertRelabelConfigs: snakeCase(args.alertRelabelings) } : {}),
      remoteWrite: remoteWrite.map(remoteWriteSpec),
      ...(args.mesh ? { podMetadata: meshPod } : {}),
    },
  };
}

const platformObjectsOnly = Object.fromEntries(
  ["serviceMonitor", "podMonitor", "rule", "probe", "scrapeConfig"].flatMap((kind): [string, unknown][] => [
    [`${kind}SelectorNilUsesHelmValues`, false],
    [`${kind}NamespaceSelector`, platformNamespaceSelector],
  ]),
);

/**
 * Pods of the mesh take requests only from each other: so it asks them as one of them. Whoever asks it itself is
 * outside of the mesh, and NetworkPolicies decide about that.
 */
const meshPod = {
  labels: { "istio.io/dataplane-mode": "ambient" },
  annotations: { "ambient.istio.io/bypass-inbound-capture": "true" },
};

/** A claim of the operator's StatefulSets. */
export function volume(gib: number, storageClassName?: string) {
  return {
    volumeClaimTemplate: {
      spec: {
        ...(storageClassName === undefined ? {} : { storageClassName }),
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: `${gib}Gi` } },
      },
    },
  };
}

function remoteWriteSpec({ name, url, username }: RemoteWrite) {
  const key = (of: string) => ({ name: remoteWriteSecret(name), key: of });
  return {
    name,
    url,
    ...(username === undefined
      ? { authorization: { credentials: key("token") } }
      : { basicAuth: { username: key("username"), password: key("password") } }),
  };
}

/** These are part of Prometheus' own configuration, which names fields otherwise than the operator's kinds. */
function snakeCase(relabelings: RelabelConfig[]) {
  return relabelings.map(({ sourceLabels, targetLabel, ...rest }) => ({
    ...rest,
    ...(sourceLabels === undefined ? {} : { source_labels: sourceLabels }),
    ...(targetLabel === undefined ? {} : { target_label: targetLabel }),
  }));
}
