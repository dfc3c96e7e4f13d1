import type { HelmValues } from "../lib/chart-values";
import { preferSystemNodes, resources } from "../lib/scheduling";
import { namespaces, operatorLabels, ports, workloads } from "./names";

/**
 * Values of the operator's chart: two pods of which one leads, with rights in its own namespace and that of logs alone. Its
 * webhook would take rights on all of the cluster, every Secret among them; the packs judge the two objects that it would.
 */
export function operatorValues({ monitors }: { monitors: boolean }): HelmValues {
  return {
    replicaCount: 2,
    installCRDs: true,
    managedNamespaces: [namespaces.logs],
    createClusterScopedResources: false,
    serviceAccount: { create: false, name: workloads.operator },
    podAnnotations: { "policies.platform/needs-token": needsToken },
    priorityClassName: "system-cluster-critical",
    resources: resources("100m", "256Mi", "512Mi"),
    podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    podDisruptionBudget: { enabled: true, minAvailable: 1 },
    tolerations: preferSystemNodes.tolerations,
    affinity: {
      ...preferSystemNodes.affinity,
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: {
              topologyKey: "topology.kubernetes.io/zone",
              labelSelector: { matchLabels: operatorLabels },
            },
          },
        ],
      },
    },
    webhook: { enabled: false },
    telemetry: { disabled: true },
    config: {
      metrics: { port: String(ports.operatorMetrics) },
      setDefaultSecurityContext: "true",
      validateStorageClass: false, // classes belong to no namespace
    },
    podMonitor: { enabled: monitors },
    serviceMonitor: { enabled: false }, // which takes a certificate of the operator's own
  };
}

export const needsToken = "makes the pods of Elasticsearch and Kibana, and watches them";
