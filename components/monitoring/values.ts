import type { HelmValues } from "../lib/chart-values";
import { preferSystemNodes, resources, restrictedContainer, spreadOverZones } from "../lib/scheduling";
import { alertmanagerValues, type AlertmanagerValuesArgs } from "./alertmanager-values";
import { monitoringNamespace, operatorLabels, release, workloads } from "./names";
import { prometheusValues, scrapeInterval, type PrometheusValuesArgs } from "./prometheus-values";
import { teamRelabelings, type TeamNamespaces } from "./team-label";

export interface StackValuesArgs {
  prometheus: PrometheusValuesArgs;
  alertmanager: AlertmanagerValuesArgs;
  teams: TeamNamespaces[];
  /** Whether the cluster's CA signed what kubelets serve with. */
  verifyKubelets: boolean;
  /** ClusterIssuer of the webhook's certificate. */
  caIssuer: string;
  /** More values of kube-state-metrics: custom resources that it reports. @default none */
  customResources?: HelmValues;
}

/** Values of chart `kube-prometheus-stack`: no CRDs, no Grafana, no node exporter, no alerts; others bring them. */
export function stackValues(args: StackValuesArgs): HelmValues {
  return {
    fullnameOverride: release,
    cleanPrometheusOperatorObjectNames: true,
    crds: { enabled: false },
    grafana: { enabled: false, forceDeployDashboards: false },
    nodeExporter: { enabled: false },
    defaultRules: { create: false }, // they have neither an owner nor a runbook of ours
    windowsMonitoring: { enabled: false },
    global: { rbac: { createAggregateClusterRoles: false } },
    ...controlPlaneValues(args),
    prometheusOperator: operatorValues(args.caIssuer),
    prometheus: prometheusValues(args.prometheus),
    alertmanager: alertmanagerValues(args.alertmanager),
    "kube-state-metrics": { ...kubeStateMetricsValues(args.teams), ...args.customResources },
  };
}

/** A managed cluster shows its API server and its nodes, and hides the rest. */
function controlPlaneValues({ teams, verifyKubelets, prometheus }: StackValuesArgs): HelmValues {
  const hidden = { enabled: false };
  return {
    kubeEtcd: hidden,
    kubeControllerManager: hidden,
    kubeScheduler: hidden,
    kubeProxy: hidden, // listens on the node itself only
    coreDns: hidden, // the chart's monitor sends it Prometheus' token; ours does not
    kubelet: {
      serviceMonitor: {
        insecureSkipVerify: !verifyKubelets,
        cAdvisorInterval: scrapeInterval(prometheus),
        cAdvisorMetricRelabelings: [...unusedContainerMetrics, ...teamRelabelings(teams)],
      },
    },
  };
}

/** What nobody asks for and that is most of what cAdvisor exports; the chart's own list, shorter. */
const unusedContainerMetrics = [
  {
    action: "drop",
    sourceLabels: ["__name__"],
    regex:
      "container_(cpu_(load_average_10s|system_seconds_total|user_seconds_total)|fs_(io_|reads_merged|sector_|writes_merged).*|memory_(mapped_file|swap)|file_descriptors|tasks_state|threads_max|spec_.*|blkio_.*)",
  },
  { action: "drop", sourceLabels: ["id", "pod"], regex: ".+;" },
];

function operatorValues(caIssuer: string): HelmValues {
  const own = [monitoringNamespace];
  const annotations = needsToken("makes Prometheus and Alertmanager out of their objects");
  return {
    serviceAccount: { name: workloads.operator, annotations },
    podAnnotations: annotations,
    livenessProbe: { periodSeconds: 30, failureThreshold: 6 }, // slower than the other: a restart is the last remedy
    networkPolicy: { enabled: false },
    // Nobody else gets a Prometheus by making an object.
    prometheusInstanceNamespaces: own,
    alertmanagerInstanceNamespaces: own,
    alertmanagerConfigNamespaces: own,
    thanosRulerInstanceNamespaces: own,
    kubeletEndpointsEnabled: false, // the older kind of the same
    kubeletEndpointSliceEnabled: true,
    priorityClassName: "system-cluster-critical",
    resources: resources("100m", "128Mi", "512Mi"),
    prometheusConfigReloader: { enableProbe: true, resources: resources("10m", "32Mi", "64Mi") },
    ...preferSystemNodes,
    admissionWebhooks: {
      enabled: true,
      failurePolicy: "Fail",
      namespaceSelector: { matchExpressions: [{ key: "platform/component", operator: "Exists" }] },
      patch: { enabled: false }, // a hook, which nobody would run
      certManager: {
        enabled: true,
        issuerRef: { name: caIssuer, kind: "ClusterIssuer" },
        admissionCert: { duration: "2160h0m0s" },
      },
      deployment: {
        enabled: true,
        replicas: 2,
        serviceAccount: { name: workloads.webhook },
        automountServiceAccountToken: false,
        podDisruptionBudget: { enabled: true, minAvailable: 1 },
        priorityClassName: "system-cluster-critical",
        resources: resources("10m", "32Mi", "128Mi"),
        tolerations: preferSystemNodes.tolerations,
        affinity: { ...preferSystemNodes.affinity, podAntiAffinity: apart },
      },
    },
  };
}

const apart = {
  preferredDuringSchedulingIgnoredDuringExecution: [
    {
      weight: 100,
      podAffinityTerm: {
        topologyKey: "topology.kubernetes.io/zone",
        labelSelector: { matchLabels: operatorLabels.webhook },
      },
    },
  ],
};

/** Labels of objects that samples carry: who owns a namespace, what a node is. */
const exportedLabels = [
  "namespaces=[platform/team,platform/environment,platform/component]",
  "nodes=[topology.kubernetes.io/zone,node.kubernetes.io/instance-type,platform/pool]",
];

function kubeStateMetricsValues(teams: TeamNamespaces[]): HelmValues {
  const annotations = needsToken("counts the objects of the cluster");
  return {
    fullnameOverride: workloads.kubeStateMetrics,
    serviceAccount: { name: workloads.kubeStateMetrics, annotations },
    podAnnotations: annotations,
    collectorsExclude: ["secrets", "configmaps"],
    metricLabelsAllowlist: exportedLabels,
    priorityClassName: "system-cluster-critical",
    resources: resources("50m", "128Mi", "512Mi"),
    containerSecurityContext: restrictedContainer,
    topologySpreadConstraints: spreadOverZones({ "app.kubernetes.io/name": workloads.kubeStateMetrics }),
    prometheus: {
      monitor: { enabled: true, http: { honorLabels: true, metricRelabelings: teamRelabelings(teams) } },
    },
    ...preferSystemNodes,
  };
}

/** Says to policies why a pod mounts a token. */
function needsToken(why: string): Record<string, string> {
  return { "policies.platform/needs-token": why };
}
