import { describe, expect, it } from "vitest";
import { Monitoring, type MonitoringArgs } from "../../../components/monitoring";
import { MonitoringKinds } from "../../../components/monitoring/kinds";
import { charts as pins } from "../../../src/versions";
import { registeredBy, type Registered } from "../../support/registered";

const peers = {
  dns: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  ingressController: { namespace: "ingress", labels: { app: "nginx" }, serviceAccount: "nginx" },
  prometheus: {
    namespace: "monitoring",
    labels: { "app.kubernetes.io/name": "prometheus" },
    serviceAccount: "prometheus",
  },
  mesh: true,
  apiServer: { cidrs: ["10.0.0.1/32"], port: 443 },
  clusterCidrs: ["10.0.0.0/16"],
};
const url = "https://metrics.example.com:8443/api/v1/receive";
const args: MonitoringArgs = {
  pins,
  charts: {},
  monitors: { ready: [] },
  peers,
  cluster: "platform-staging",
  replicas: 2,
  retentionDays: 15,
  volumeGiB: 100,
  memoryGiB: 8,
  scrapeIntervalSeconds: 30,
  alertmanagerReplicas: 3,
  podSamples: 500,
  nodeCidrs: ["10.1.0.0/16"],
  verifyKubelets: true,
  remoteWrite: [
    { name: "thanos", url, cidrs: ["203.0.113.0/24"] },
    { name: "mimir", url, username: "platform", cidrs: ["198.51.100.0/24"] },
  ],
  caIssuer: { name: "internal-ca", ready: [] },
  store: "vault-staging",
  teams: [{ name: "payments", namespaces: ["payments"] }],
  scraped: [
    {
      namespace: "payments",
      environment: "staging",
      team: "payments",
      workloads: [{ name: "api", metricsPort: 9090 }],
      waypoint: false,
    },
  ],
  callers: [
    { from: { namespace: "consoles", workload: "prometheus-proxy" }, to: { workload: "prometheus", port: 9090 } },
  ],
  notifications: {
    config: "route: { receiver: nobody }",
    secrets: { receivers: { slack: { entry: "alerts", key: "slack" } } },
    egress: [{ cidr: "192.0.2.0/24", port: 443 }],
    relabelings: [],
  },
};
const build = (more: Partial<MonitoringArgs> = {}) =>
  registeredBy((opts) => new Monitoring("monitoring", { ...args, ...more }, opts));
const find = (registered: Registered[], kind: string, name: string) =>
  registered.find((resource) => resource.type.endsWith(`:${kind}`) && resource.name === name)!.inputs;
const policy = (registered: Registered[], name: string) => find(registered, "NetworkPolicy", name)["spec"];
const pods = (name: string) => ({ matchLabels: { "app.kubernetes.io/name": name } });
const at = (namespace: string, name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  podSelector: pods(name),
});
const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: "TCP" }));

describe("metrics", () => {
  it("are Prometheus, Alertmanager and exporters, in two closed namespaces, and monitors of ours", async () => {
    const registered = await build();
    expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "kubernetes:core/v1:Namespace monitoring",
      "kubernetes:core/v1:Namespace node-exporter",
      "kubernetes:core/v1:Secret monitoring-alertmanager-config",
      "kubernetes:core/v1:ServiceAccount monitoring/default",
      "kubernetes:core/v1:ServiceAccount node-exporter/default",
      "kubernetes:external-secrets.io/v1:ExternalSecret monitoring-receivers",
      "kubernetes:external-secrets.io/v1:ExternalSecret monitoring-remote-write-mimir",
      "kubernetes:external-secrets.io/v1:ExternalSecret monitoring-remote-write-thanos",
      "kubernetes:helm.sh/v4:Chart monitoring-chart",
      "kubernetes:helm.sh/v4:Chart node-exporter-chart",
      "kubernetes:monitoring.coreos.com/v1:PodMonitor monitoring/coredns",
      "kubernetes:monitoring.coreos.com/v1:PodMonitor monitoring/payments.api",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy monitoring/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy monitoring/dns",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy monitoring/gossip",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy monitoring/kubelet-probes",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy monitoring/reloaders",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy monitoring/scrape",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy monitoring/workload-alertmanager",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy monitoring/workload-kube-state-metrics",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy monitoring/workload-prometheus",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy monitoring/workload-prometheus-operator",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy monitoring/workload-prometheus-operator-webhook",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy node-exporter/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy node-exporter/dns",
      "platform:components:Monitoring monitoring",
      "platform:components:PlatformNamespace monitoring",
      "platform:components:PlatformNamespace node-exporter",
    ]);
    const level = (name: string) =>
      (find(registered, "Namespace", name) as { metadata: { labels: Record<string, string> } }).metadata.labels[
        "pod-security.kubernetes.io/enforce"
      ];
    expect([level("monitoring"), level("node-exporter")]).toEqual(["restricted", "privileged"]);
  });

  it("are collected from every pod, and from two ports of nodes", async () => {
    const registered = await build();
    const labelled = (key: string) => ({ namespaceSelector: { matchExpressions: [{ key, operator: "Exists" }] } });
    expect(policy(registered, "monitoring/scrape")).toEqual({
      podSelector: pods("prometheus"),
      policyTypes: ["Egress"],
      egress: [
        { to: [labelled("platform/component"), labelled("platform/environment")] },
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
            },
          ],
          ports: tcp(9153),
        },
        { to: [{ ipBlock: { cidr: "10.1.0.0/16" } }], ports: tcp(10250, 9100) },
      ],
    });
  });

  it("are shown to those who were named, and leave for the stores that were", async () => {
    const spec = policy(await build(), "monitoring/workload-prometheus");
    expect(spec).toEqual({
      podSelector: pods("prometheus"),
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [at("monitoring", "prometheus")], ports: tcp(9090) },
        { from: [at("consoles", "prometheus-proxy")], ports: tcp(9090) },
      ],
      egress: [
        { to: [at("monitoring", "alertmanager")], ports: tcp(9093) },
        { to: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: tcp(8443) },
        { to: [{ ipBlock: { cidr: "198.51.100.0/24" } }], ports: tcp(8443) },
        { to: [{ ipBlock: { cidr: "10.0.0.1/32" } }], ports: tcp(443) },
      ],
    });
  });

  it("end in notifications to the receivers' addresses, once: Alertmanagers agree", async () => {
    const registered = await build();
    expect(policy(registered, "monitoring/workload-alertmanager")).toMatchObject({
      ingress: [
        { from: [at("monitoring", "prometheus")], ports: tcp(9093) },
        { from: [at("monitoring", "prometheus")], ports: tcp(9093) },
      ],
      egress: [{ to: [{ ipBlock: { cidr: "192.0.2.0/24" } }], ports: tcp(443) }],
    });
    const rule = { ports: [...tcp(9094), { port: 9094, protocol: "UDP" }] };
    const others = [at("monitoring", "alertmanager")];
    expect(policy(registered, "monitoring/gossip")).toEqual({
      podSelector: pods("alertmanager"),
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: others, ...rule }],
      egress: [{ to: others, ...rule }],
    });
  });

  it("let the kubelet reach Prometheus through the mesh, where there is one", async () => {
    expect(policy(await build(), "monitoring/kubelet-probes")).toEqual({
      podSelector: pods("prometheus"),
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ ipBlock: { cidr: "169.254.7.127/32" } }], ports: [{ protocol: "TCP" }] }],
    });
    const without = await build({ peers: { ...peers, mesh: false } });
    expect(without.filter(({ name }) => name === "monitoring/kubelet-probes")).toEqual([]);
  });

  it("have what stores and receivers ask for from Vault", async () => {
    const registered = await build();
    const secret = (name: string) => find(registered, "ExternalSecret", `monitoring-${name}`)["spec"];
    const data = (secretKey: string, key: string, property: string) => ({ secretKey, remoteRef: { key, property } });
    expect(secret("remote-write-thanos")).toMatchObject({
      data: [data("token", "platform/remote-write/thanos", "token")],
    });
    expect(secret("remote-write-mimir")).toMatchObject({
      target: { template: { data: { username: "platform", password: "{{ .password }}" } } },
      data: [data("password", "platform/remote-write/mimir", "password")],
    });
    expect(secret("receivers")).toMatchObject({ data: [data("slack", "platform/alerts", "slack")] });
  });

  it("are of kinds that a chart of their own brings, before all others", async () => {
    const registered = await registeredBy(
      (opts) => new MonitoringKinds("kinds", { pin: pins.prometheusOperatorCrds, charts: {} }, opts),
    );
    expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "kubernetes:helm.sh/v4:Chart kinds-chart",
      "platform:components:MonitoringKinds kinds",
    ]);
    expect(find(await build(), "Chart", "monitoring-chart")).toMatchObject({ skipCrds: true });
  });
});
