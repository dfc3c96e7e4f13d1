import type { HelmValues } from "../../../lib/chart-values";
import { preferSystemNodes, resources, restrictedContainer, spreadOverZones } from "../../../lib/scheduling";

/** Values of the chart: it finds the node groups by the tags that EKS gives them. */
export function clusterAutoscalerValues(args: {
  clusterName: string;
  region: string;
  serviceAccount: string;
}): HelmValues {
  return {
    cloudProvider: "aws",
    awsRegion: args.region,
    autoDiscovery: { clusterName: args.clusterName },
    extraArgs: {
      // Groups of one pool differ by zone only: keep them of one size.
      "balance-similar-node-groups": true,
      "skip-nodes-with-system-pods": false, // system pods here have budgets
      expander: "least-waste",
    },
    replicaCount: 2,
    ...preferSystemNodes,
    topologySpreadConstraints: spreadOverZones({ "app.kubernetes.io/name": "aws-cluster-autoscaler" }),
    podDisruptionBudget: { maxUnavailable: 1 },
    containerSecurityContext: restrictedContainer,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65534,
      runAsGroup: 65534,
      seccompProfile: { type: "RuntimeDefault" },
    },
    resources: resources("100m", "300Mi", "600Mi"),
    rbac: { serviceAccount: { create: false, name: args.serviceAccount } },
  };
}
