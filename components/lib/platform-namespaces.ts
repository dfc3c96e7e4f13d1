/** Namespaces of the platform's parts, which nobody else may take. */
export const platformNamespaces = [
  "aws-load-balancer-controller",
  "cert-manager",
  "ceph-csi",
  "cluster-autoscaler",
  "elastic-system",
  "external-dns",
  "external-secrets",
  "ingress",
  "istio-system",
  "log-collectors",
  "logging",
  "metrics-server",
  "monitoring",
  "rook-ceph",
  "vault",
  "velero",
] as const;
