/** Namespaces of the platform's parts, which nobody else may take. */
export const platformNamespaces = [
  "aws-load-balancer-controller",
  "cert-manager",
  "ceph-csi",
  "cluster-autoscaler",
  "external-dns",
  "external-secrets",
  "flux-system",
  "ingress",
  "istio-system",
  "logging",
  "metrics-server",
  "monitoring",
  "rook-ceph",
  "vault",
  "velero",
] as const;
