import type { HelmValues } from "../lib/chart-values";
import { preferSystemNodes, resources, restrictedContainer } from "../lib/scheduling";
import { costNamespace, opencostPorts, opencostWorkload } from "./names";
import { hoursPerMonth, type FixedRates, type NodeRates } from "./rates";

export interface OpencostValuesArgs {
  /** Name of the cluster on what it says. */
  cluster: string;
  /** Address of Prometheus. */
  prometheus: string;
  rates: NodeRates;
  /** Secret with the token that changes through its API take. @default none - the API asks for no token */
  adminSecret?: string;
  /** Whether Prometheus scrapes it. */
  scraped: boolean;
  /** What happens to the labels of its samples. */
  metricRelabelings: object[];
}

/** Why its pods talk to the API server. */
export const needsToken = "reads nodes, pods and volumes";

/** Key of the token in its Secret. */
export const adminTokenKey = "token";

/** Values of the chart. It runs once: it keeps nothing that Prometheus does not have. */
export function opencostValues(args: OpencostValuesArgs): HelmValues {
  const { cluster, prometheus, rates } = args;
  return {
    fullnameOverride: opencostWorkload,
    serviceAccount: { create: false, name: opencostWorkload },
    podAnnotations: { "policies.platform/needs-token": needsToken },
    networkPolicies: { enabled: false }, // ours say more
    podSecurityContext: {
      runAsNonRoot: true,
      runAsUser: 1001,
      fsGroup: 1001,
      seccompProfile: { type: "RuntimeDefault" },
    },
    priorityClassName: "system-cluster-critical",
    extraVolumes: ["configs", "tmp"].map((name) => ({ name, emptyDir: { sizeLimit: "1Gi" } })),
    opencost: {
      ...preferSystemNodes,
      exporter: {
        defaultClusterId: cluster,
        // The price list of a region is some hundred MB of JSON, of which it keeps what it needs.
        resources: resources("50m", "256Mi", "1Gi"),
        securityContext: restrictedContainer,
        adminToken: args.adminSecret
          ? { enabled: true, existingSecret: args.adminSecret, secretKey: adminTokenKey }
          : { enabled: false },
        extraVolumeMounts: [
          { name: "configs", mountPath: "/var/configs" },
          { name: "tmp", mountPath: "/tmp" },
        ],
      },
      mcp: { enabled: false },
      customPricing: rates.kind === "fixed" ? fixedPrices(rates) : { enabled: false },
      cloudCost: { enabled: false }, // bills of the cloud, for which it would need rights in the account
      metrics: {
        // kube-state-metrics has the others.
        kubeStateMetrics: { emitKsmV1Metrics: false, emitKsmV1MetricsOnly: true },
        serviceMonitor: {
          enabled: args.scraped,
          namespace: costNamespace,
          // The namespace of a sample is that of the workload whose cost it is.
          honorLabels: true,
          metricRelabelings: args.metricRelabelings,
        },
      },
      prometheus: {
        internal: { enabled: false },
        external: { enabled: true, url: prometheus },
      },
      ui: {
        uiPort: opencostPorts.page,
        useIPv6: false,
        // In the same pod: a way over the Service would be a connection for the network to allow.
        modelFqdn: `localhost:${opencostPorts.exporter}`,
        resources: resources("10m", "55Mi", "128Mi"),
        readinessProbe: { path: "/" }, // the page itself
        // At its start it writes the API's path into its scripts, which the image holds.
        securityContext: { ...restrictedContainer, readOnlyRootFilesystem: false },
      },
    },
  };
}

/** The chart's ConfigMap says months, which OpenCost divides. */
function fixedPrices({ cpuCoreHourUsd, memoryGiBHourUsd, volumeGiBMonthUsd }: FixedRates) {
  const month = (hour: number) => String(hour * hoursPerMonth);
  return {
    enabled: true,
    costModel: {
      description: "Rates of platform:cost.rates",
      customPricesEnabled: "true",
      CPU: month(cpuCoreHourUsd),
      spotCPU: month(cpuCoreHourUsd),
      RAM: month(memoryGiBHourUsd),
      spotRAM: month(memoryGiBHourUsd),
      storage: String(volumeGiBMonthUsd),
    },
  };
}
