import type { HelmValues } from "../../../lib/chart-values";
import { preferSystemNodes, resources, spreadOverZones } from "../../../lib/scheduling";

/** Values of the chart: metrics for `kubectl top` and autoscaling, over a certificate that the API server checks. */
export function metricsServerValues(): HelmValues {
  return {
    replicas: 2,
    ...preferSystemNodes,
    topologySpreadConstraints: spreadOverZones({ "app.kubernetes.io/name": "metrics-server" }),
    podDisruptionBudget: { enabled: true, minAvailable: 1 },
    podSecurityContext: { seccompProfile: { type: "RuntimeDefault" } },
    resources: resources("100m", "200Mi", "500Mi"),
    serviceAccount: { create: false, name: "metrics-server" },
    apiService: { create: true, insecureSkipTLSVerify: false },
    tls: { type: "cert-manager", certManager: { addInjectorAnnotations: true } },
    metrics: { enabled: true }, // without asking who asks: the network lets Prometheus alone in
  };
}
