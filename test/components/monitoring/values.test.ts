import { describe, expect, it } from "vitest";
import { kindsValues } from "../../../components/monitoring/kinds";
import { nodeExporterValues } from "../../../components/monitoring/node-exporter";
import type { PrometheusValuesArgs } from "../../../components/monitoring/prometheus-values";
import { stackValues, type StackValuesArgs } from "../../../components/monitoring/values";

const prometheus: PrometheusValuesArgs = {
  cluster: "platform-staging",
  replicas: 2,
  retentionDays: 15,
  volumeGiB: 100,
  memoryGiB: 8,
  scrapeIntervalSeconds: 30,
  remoteWrite: [],
  mesh: false,
};
const args: StackValuesArgs = {
  prometheus,
  alertmanager: { replicas: 3, secrets: [] },
  teams: [{ name: "payments", namespaces: ["payments"] }],
  verifyKubelets: true,
  caIssuer: "internal-ca",
};
type Values = Record<string, Record<string, Record<string, unknown>>>;
const values = (more: Partial<PrometheusValuesArgs> = {}, other: Partial<StackValuesArgs> = {}) =>
  stackValues({ ...args, prometheus: { ...prometheus, ...more }, ...other }) as Values;
const spec = (more: Partial<PrometheusValuesArgs> = {}) => values(more)["prometheus"]!["prometheusSpec"]!;
const ofPlatform = { matchExpressions: [{ key: "platform/component", operator: "Exists" }] };
const toleration = { key: "CriticalAddonsOnly", value: "true", operator: "Equal", effect: "NoSchedule" };
const spread = (labels: Record<string, string>) => [
  {
    maxSkew: 1,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: labels },
  },
];

describe("Prometheus' values", () => {
  it("are servers on different nodes and zones, which keep what fits on their volumes", () => {
    expect(spec()).toEqual({
      replicas: 2,
      retention: "15d",
      retentionSize: "80GB",
      scrapeInterval: "30s",
      evaluationInterval: "30s",
      externalLabels: { cluster: "platform-staging" },
      storageSpec: {
        volumeClaimTemplate: {
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "100Gi" } } },
        },
      },
      resources: { requests: { cpu: "500m", memory: "4Gi" }, limits: { memory: "8Gi" } },
      podAntiAffinity: "hard",
      topologySpreadConstraints: spread({
        "app.kubernetes.io/name": "prometheus",
        "app.kubernetes.io/instance": "platform",
      }),
      priorityClassName: "system-cluster-critical",
      tolerations: [toleration],
      serviceMonitorSelectorNilUsesHelmValues: false,
      serviceMonitorNamespaceSelector: ofPlatform,
      podMonitorSelectorNilUsesHelmValues: false,
      podMonitorNamespaceSelector: ofPlatform,
      ruleSelectorNilUsesHelmValues: false,
      ruleNamespaceSelector: ofPlatform,
      probeSelectorNilUsesHelmValues: false,
      probeNamespaceSelector: ofPlatform,
      scrapeConfigSelectorNilUsesHelmValues: false,
      scrapeConfigNamespaceSelector: ofPlatform,
      remoteWrite: [],
    });
    expect(values()["prometheus"]).toMatchObject({
      serviceAccount: {
        name: "prometheus",
        annotations: { "policies.platform/needs-token": "finds what it scrapes, and reads metrics of nodes" },
      },
      podDisruptionBudget: { enabled: true, minAvailable: 1 },
    });
  });

  it("take what was configured", () => {
    const alertRelabelings = [
      { sourceLabels: ["namespace"], regex: "payments", targetLabel: "team", replacement: "p" },
    ];
    const externalUrl = "https://prometheus.example.com";
    expect(spec({ storageClass: "ceph-block", externalUrl, alertRelabelings, memoryGiB: 3 })).toMatchObject({
      externalUrl,
      storageSpec: { volumeClaimTemplate: { spec: { storageClassName: "ceph-block" } } },
      resources: { requests: { memory: "1.5Gi" }, limits: { memory: "3Gi" } },
      // In the words of Prometheus' own configuration.
      additionalAlertRelabelConfigs: [
        { source_labels: ["namespace"], regex: "payments", target_label: "team", replacement: "p" },
      ],
    });
  });

  it("have it call as a pod of the mesh, and be called past the mesh", () => {
    expect(spec({ mesh: true })["podMetadata"]).toEqual({
      labels: { "istio.io/dataplane-mode": "ambient" },
      annotations: { "ambient.istio.io/bypass-inbound-capture": "true" },
    });
  });

  it("send samples to stores with what Secrets hold, and hold no secret", () => {
    const url = "https://metrics.example.com/api/v1/receive";
    const cidrs = ["203.0.113.0/24"];
    const remoteWrite = [
      { name: "thanos", url, cidrs },
      { name: "mimir", url, username: "platform", cidrs },
    ];
    const key = (name: string, of: string) => ({ name, key: of });
    expect(spec({ remoteWrite })["remoteWrite"]).toEqual([
      { name: "thanos", url, authorization: { credentials: key("remote-write-thanos", "token") } },
      {
        name: "mimir",
        url,
        basicAuth: {
          username: key("remote-write-mimir", "username"),
          password: key("remote-write-mimir", "password"),
        },
      },
    ]);
  });
});

describe("Alertmanager's values", () => {
  it("are pods on different nodes and zones, with a configuration and files of ours and no token", () => {
    const alertmanager = { replicas: 3, secrets: ["receivers"], storageClass: "ceph-block" };
    expect(values({}, { alertmanager })["alertmanager"]).toEqual({
      serviceAccount: { name: "alertmanager", automountServiceAccountToken: false },
      podDisruptionBudget: { enabled: true, minAvailable: 2 },
      networkPolicy: { enabled: false },
      alertmanagerSpec: {
        replicas: 3,
        useExistingSecret: true,
        configSecret: "alertmanager-config",
        secrets: ["receivers"],
        automountServiceAccountToken: false,
        storage: {
          volumeClaimTemplate: {
            spec: {
              storageClassName: "ceph-block",
              accessModes: ["ReadWriteOnce"],
              resources: { requests: { storage: "5Gi" } },
            },
          },
        },
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { memory: "256Mi" } },
        podAntiAffinity: "hard",
        topologySpreadConstraints: spread({ "app.kubernetes.io/name": "alertmanager" }),
        priorityClassName: "system-cluster-critical",
        tolerations: [toleration],
      },
    });
  });
});

describe("the stack's values", () => {
  it("leave out what others bring, and what a managed cluster hides", () => {
    const off = Object.entries(values()).flatMap(([key, value]) =>
      value["enabled"] === (false as unknown) || value["create"] === (false as unknown) ? [key] : [],
    );
    expect(off).toEqual([
      "crds",
      "grafana",
      "nodeExporter",
      "defaultRules",
      "windowsMonitoring",
      "kubeEtcd",
      "kubeControllerManager",
      "kubeScheduler",
      "kubeProxy",
      "coreDns",
    ]);
  });

  it("have the webhook's certificate from cert-manager, and no hook", () => {
    expect(values()["prometheusOperator"]!["admissionWebhooks"]).toMatchObject({
      failurePolicy: "Fail",
      namespaceSelector: ofPlatform,
      patch: { enabled: false },
      certManager: {
        enabled: true,
        issuerRef: { name: "internal-ca", kind: "ClusterIssuer" },
        admissionCert: { duration: "2160h0m0s" },
      },
      deployment: { enabled: true, replicas: 2, automountServiceAccountToken: false },
    });
  });

  it("make a Prometheus or an Alertmanager of nobody else's objects", () => {
    expect(values()["prometheusOperator"]).toMatchObject(
      Object.fromEntries(
        ["prometheusInstance", "alertmanagerInstance", "alertmanagerConfig", "thanosRulerInstance"].map((kind) => [
          `${kind}Namespaces`,
          ["monitoring"],
        ]),
      ),
    );
  });

  it("show Prometheus' token to kubelets that the cluster's CA has signed for, where it has", () => {
    const monitor = (verifyKubelets: boolean) =>
      values({}, { verifyKubelets })["kubelet"]!["serviceMonitor"]!["insecureSkipVerify"];
    expect([monitor(true), monitor(false)]).toEqual([false, true]);
  });

  it("set the owner of every sample about a namespace last", () => {
    const last = [
      { action: "replace", targetLabel: "team", replacement: "" },
      {
        action: "replace",
        sourceLabels: ["namespace"],
        regex: "payments",
        targetLabel: "team",
        replacement: "payments",
      },
    ];
    const ofContainers = values()["kubelet"]!["serviceMonitor"]!["cAdvisorMetricRelabelings"] as unknown[];
    expect(ofContainers.slice(-2)).toEqual(last);
    const { monitor } = values()["kube-state-metrics"]!["prometheus"] as { monitor: unknown };
    expect(monitor).toEqual({ enabled: true, http: { honorLabels: true, metricRelabelings: last } });
  });

  it("count neither Secrets nor ConfigMaps", () => {
    expect(values()["kube-state-metrics"]!["collectorsExclude"]).toEqual(["secrets", "configmaps"]);
  });
});

describe("the kinds' values", () => {
  it("keep every object of them when the stack goes", () => {
    expect(kindsValues()).toEqual({ crds: { annotations: { "helm.sh/resource-policy": "keep" } } });
  });
});

describe("the node exporter's values", () => {
  it("see the node and may do nothing to it", () => {
    expect(nodeExporterValues()).toMatchObject({
      hostNetwork: true,
      hostPID: false,
      tolerations: [{ operator: "Exists" }],
      securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: "RuntimeDefault" } },
      containerSecurityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      },
    });
  });
});
