import type { ChartPin } from "../components/lib/chart-pin";

/** Minor version of Kubernetes that every cluster runs, and that charts are rendered for. */
export const kubernetesVersion = "1.35";

/** Add-ons that EKS runs in a cluster of {@link kubernetesVersion}: `aws eks describe-addon-versions` lists newer ones. */
export const eksAddOns = {
  "vpc-cni": "v1.21.1-eksbuild.3",
  "kube-proxy": "v1.35.0-eksbuild.2",
  coredns: "v1.13.2-eksbuild.1",
  "eks-pod-identity-agent": "v1.3.10-eksbuild.3",
  "aws-ebs-csi-driver": "v1.57.1-eksbuild.1",
  "snapshot-controller": "v8.4.0-eksbuild.3",
} as const;

/** Images that our own objects name; those of charts belong to their charts. */
export const images = {
  elasticsearch: "docker.elastic.co/elasticsearch/elasticsearch:9.5.0",
  /** With the plugins of the aggregators' configuration: elasticsearch 6.0, record-modifier, rewrite-tag-filter. */
  fluentd: "ghcr.io/fluent/fluentd-aggregator-docker-image:2.1.0",
  kibana: "docker.elastic.co/kibana/kibana:9.5.0",
  ceph: "quay.io/ceph/ceph:v20.2.4",
  node: "docker.io/library/node:22.21.1-alpine3.22",
  gitlabJob: "docker.io/library/node:20-bookworm",
  vault: { openbao: "quay.io/openbao/openbao:2.7.2", vault: "docker.io/hashicorp/vault:2.0.4" },
  oauth2Proxy: "quay.io/oauth2-proxy/oauth2-proxy:v7.15.6",
  grafana: "docker.io/grafana/grafana:13.2.0",
  veleroPlugin: {
    aws: "docker.io/velero/velero-plugin-for-aws:v1.14.0",
    azure: "docker.io/velero/velero-plugin-for-microsoft-azure:v1.14.0",
  },
} as const;

/**
 * Last days of upstream support of what is no chart, `YYYY-MM-DD`: `kubernetes`, or the path of an image in
 * {@link images}. What is not here has not announced one. Charts have theirs in {@link charts}.
 *
 * @see https://kubernetes.io/releases, https://github.com/nodejs/release
 */
export const supportEnds: Readonly<Record<string, string>> = {
  kubernetes: "2027-02-28",
  node: "2027-04-30",
  gitlabJob: "2026-04-30",
};

/** Flux, one of the versions that the operator of {@link charts} holds. */
export const fluxVersion = "2.9.5";

const istio = {
  repository: "oci://registry.istio.io/release/charts",
  version: "1.31.0",
  appVersion: "1.31.0",
  licence: "Apache-2.0",
  valuesCheckedAt: "1.30.3",
  note: "1.30, whose values were read, is supported until about 2026-11-30 only. The five Istio charts move together.",
} as const;

const hashicorp = "https://helm.releases.hashicorp.com";
const cephCsi = "https://ceph.github.io/ceph-csi-operator";
const rook = "https://charts.rook.io/release";
const fluent = "oci://ghcr.io/fluent/helm-charts";

/** Every chart of the platform. `npm run charts -- pull` fetches all of them. */
export const charts = {
  nginxIngress: {
    name: "nginx-ingress",
    version: "2.6.4",
    repository: "oci://ghcr.io/nginx/charts",
    appVersion: "5.5.4",
    licence: "Apache-2.0",
    note: "NGINX Plus and WAF are paid. Its values schema refers to another host: without egress, deploy it from a pulled folder.",
  },
  nginxGatewayFabric: {
    name: "nginx-gateway-fabric",
    version: "2.6.7",
    repository: "oci://ghcr.io/nginx/charts",
    appVersion: "2.6.7",
    licence: "Apache-2.0",
    note: "For Gateway API instead of Ingress; needs the Gateway API CRDs and certificates of our own.",
  },
  certManager: {
    name: "cert-manager",
    version: "v1.21.1",
    repository: "oci://quay.io/jetstack/charts",
    appVersion: "v1.21.1",
    licence: "Apache-2.0",
  },
  fluxOperator: {
    name: "flux-operator",
    version: "0.59.0",
    repository: "oci://ghcr.io/controlplaneio-fluxcd/charts",
    appVersion: "v0.59.0",
    licence: "AGPL-3.0",
    valuesCheckedAt: "0.49.0",
    note: "Flux itself is Apache-2.0. 0.49 brings Flux 2.8, which verifies no SSH signatures; 0.59, whose source was read, brings 2.9.5 (fluxVersion).",
  },
  gitlabRunner: {
    name: "gitlab-runner",
    version: "0.93.0",
    repository: "https://charts.gitlab.io",
    appVersion: "19.4.0",
    licence: "MIT",
    note: "Values from its documentation, never rendered: the chart could not be had. At most as new as the GitLab server.",
  },
  vault: {
    name: "vault",
    version: "0.34.1",
    repository: hashicorp,
    appVersion: "2.0.4",
    licence: "MPL-2.0",
    note: "The Vault server is BUSL-1.1.",
  },
  openbao: {
    name: "openbao",
    version: "0.29.2",
    repository: "oci://ghcr.io/openbao/charts",
    appVersion: "v2.6.2",
    licence: "MPL-2.0",
    supportEnds: "2026-09-23",
    note: "Open alternative to Vault. Its image is raised to 2.7 (images.vault), because 2.6 is no longer supported.",
  },
  externalSecrets: {
    name: "external-secrets",
    version: "2.9.0",
    repository: "https://charts.external-secrets.io",
    appVersion: "v2.9.0",
    licence: "Apache-2.0",
    note: "Values read from its source of that version. Serves external-secrets.io/v1 only.",
  },
  vaultSecretsOperator: {
    name: "vault-secrets-operator",
    version: "1.4.1",
    repository: hashicorp,
    appVersion: "1.4.1",
    licence: "BUSL-1.1",
  },
  cephCsiOperator: {
    name: "ceph-csi-operator",
    version: "1.0.4",
    repository: cephCsi,
    appVersion: "v1.0.4",
    licence: "Apache-2.0",
    note: "Moves together with ceph-csi-drivers.",
  },
  cephCsiDrivers: {
    name: "ceph-csi-drivers",
    version: "1.0.4",
    repository: cephCsi,
    appVersion: "v1.0.4",
    licence: "Apache-2.0",
  },
  rookCeph: {
    name: "rook-ceph",
    version: "v1.20.6",
    repository: rook,
    appVersion: "v1.20.6",
    licence: "Apache-2.0",
    note: "Ceph in the cluster. Deploys no CSI drivers since 1.20: ceph-csi-drivers does. Tags lose their v from 1.21 on.",
  },
  rookCephCluster: {
    name: "rook-ceph-cluster",
    version: "v1.20.6",
    repository: rook,
    appVersion: "v1.20.6",
    licence: "Apache-2.0",
  },
  prometheusOperatorCrds: {
    name: "prometheus-operator-crds",
    version: "31.0.1",
    repository: "oci://ghcr.io/prometheus-community/charts",
    appVersion: "v0.93.1",
    licence: "Apache-2.0",
    note: "Kinds of the operator, before every chart that makes a ServiceMonitor. Its application moves with kube-prometheus-stack's.",
  },
  kubePrometheusStack: {
    name: "kube-prometheus-stack",
    version: "88.5.3",
    repository: "oci://ghcr.io/prometheus-community/charts",
    appVersion: "v0.93.1",
    licence: "Apache-2.0",
  },
  prometheusNodeExporter: {
    name: "prometheus-node-exporter",
    version: "4.56.1",
    repository: "oci://ghcr.io/prometheus-community/charts",
    appVersion: "1.12.1",
    licence: "Apache-2.0",
    note: "The version that kube-prometheus-stack names; its own release, because it has a namespace of its own.",
  },
  eckOperator: {
    name: "eck-operator",
    version: "3.5.0",
    repository: "https://helm.elastic.co",
    appVersion: "3.5.0",
    licence: "Elastic-2.0",
  },
  eckStack: {
    name: "eck-stack",
    version: "0.20.0",
    repository: "https://helm.elastic.co",
    appVersion: "9.5.0",
    licence: "Elastic-2.0",
  },
  fluentdAggregator: {
    name: "fluentd-aggregator",
    version: "1.0.0",
    repository: fluent,
    appVersion: "2.1.0",
    licence: "Apache-2.0",
  },
  fluentBitCollector: {
    name: "fluent-bit-collector",
    version: "1.1.1",
    repository: fluent,
    appVersion: "5.1.1",
    licence: "Apache-2.0",
  },
  istioBase: { name: "base", ...istio },
  istioCni: { name: "cni", ...istio },
  istiod: { name: "istiod", ...istio },
  ztunnel: { name: "ztunnel", ...istio },
  istioGateway: { name: "gateway", ...istio },
  gatewayApiCrds: {
    name: "gateway-crds-helm",
    version: "v1.9.0",
    repository: "oci://docker.io/envoyproxy",
    appVersion: "v1.9.0",
    licence: "Apache-2.0",
    note: "Gateway API v1.6.1, for waypoints. Envoy Gateway itself is not used.",
  },
  opencost: {
    name: "opencost",
    version: "2.5.17",
    repository: "https://opencost.github.io/opencost-helm-chart",
    appVersion: "1.120.1",
    licence: "Apache-2.0",
  },
  kubecost: {
    name: "kubecost",
    version: "3.2.1",
    repository: "https://kubecost.github.io/kubecost",
    appVersion: "3.2.1",
    licence: "Apache-2.0",
    note: "The images are IBM's product, free up to a number of cores only.",
  },
  headlamp: {
    name: "headlamp",
    version: "0.45.0",
    repository: "https://kubernetes-sigs.github.io/headlamp",
    appVersion: "0.45.0",
    licence: "Apache-2.0",
  },
  metricsServer: {
    name: "metrics-server",
    version: "3.13.1",
    repository: "https://kubernetes-sigs.github.io/metrics-server",
    appVersion: "0.8.1",
    licence: "Apache-2.0",
  },
  externalDns: {
    name: "external-dns",
    version: "1.21.1",
    repository: "https://kubernetes-sigs.github.io/external-dns",
    appVersion: "0.21.0",
    licence: "Apache-2.0",
  },
  clusterAutoscaler: {
    name: "cluster-autoscaler",
    version: "9.59.0",
    repository: "https://kubernetes.github.io/autoscaler",
    appVersion: "1.35.0",
    licence: "Apache-2.0",
    note: "The application follows the cluster's minor version.",
  },
  karpenter: {
    name: "karpenter",
    version: "1.14.1",
    repository: "oci://public.ecr.aws/karpenter",
    appVersion: "1.14.1",
    licence: "Apache-2.0",
    valuesCheckedAt: "1.13.0",
    note: "Rendered from source at tag v1.14.1, where the chart's version and image still read 1.13.0: its release sets them.",
  },
  velero: {
    name: "velero",
    version: "12.1.0",
    repository: "https://vmware-tanzu.github.io/helm-charts",
    appVersion: "1.18.1",
    licence: "Apache-2.0",
  },
  trivyOperator: {
    name: "trivy-operator",
    version: "0.34.0",
    repository: "https://aquasecurity.github.io/helm-charts",
    appVersion: "0.32.0",
    licence: "Apache-2.0",
    note: "Trivy's releases 0.69.4 to 0.69.6 were compromised (CVE-2026-33634): deploy by digest only.",
  },
  kyverno: {
    name: "kyverno",
    version: "3.9.1",
    repository: "https://kyverno.github.io/kyverno",
    appVersion: "v1.19.1",
    licence: "Apache-2.0",
    note: "Supports Kubernetes 1.33 to 1.35. Values read from its source of that version.",
  },
  awsLoadBalancerController: {
    name: "aws-load-balancer-controller",
    version: "3.5.0",
    repository: "https://aws.github.io/eks-charts",
    appVersion: "v3.5.0",
    licence: "Apache-2.0",
  },
  awsEbsCsiDriver: {
    name: "aws-ebs-csi-driver",
    version: "2.64.0",
    repository: "https://kubernetes-sigs.github.io/aws-ebs-csi-driver",
    appVersion: "1.64.0",
    licence: "Apache-2.0",
  },
} as const satisfies Record<string, ChartPin>;
