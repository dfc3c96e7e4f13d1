import { describe, expect, it } from "vitest";
import { Opencost, type OpencostArgs } from "../../components/cost";
import { namespacesMonthlyCost } from "../../components/cost/expressions";
import { Kubecost, type KubecostArgs } from "../../components/cost/kubecost";
import { kubecostValues } from "../../components/cost/kubecost-values";
import { opencostValues } from "../../components/cost/opencost-values";
import type { NodeRates } from "../../components/cost/rates";
import { charts as pins } from "../../src/versions";
import { registeredBy, type Registered } from "../support/registered";

const peer = { namespace: "kube-system", labels: { app: "x" }, serviceAccount: "x" };
const fixed: NodeRates = { kind: "fixed", cpuCoreHourUsd: 0.02, memoryGiBHourUsd: 0.003, volumeGiBMonthUsd: 0.1 };
const proxy = { namespace: "consoles", workload: "cost-proxy" };
const args: OpencostArgs = {
  pin: pins.opencost,
  charts: {},
  peers: {
    dns: peer,
    ingressController: peer,
    prometheus: {
      namespace: "monitoring",
      labels: { "app.kubernetes.io/name": "prometheus" },
      serviceAccount: "prometheus",
    },
    mesh: false,
    apiServer: { cidrs: ["10.0.240.0/22"], port: 443 },
    clusterCidrs: ["10.0.0.0/16"],
  },
  cluster: "platform-staging",
  rates: { kind: "list" },
  prometheus: {
    url: "http://prometheus.monitoring.svc:9090",
    pods: { namespace: "monitoring", workload: "prometheus", port: 9090 },
  },
  metricRelabelings: [],
  callers: [{ from: proxy, to: { workload: "opencost", port: 9090 } }],
};
const build = (more: Partial<OpencostArgs> = {}) =>
  registeredBy((opts) => new Opencost("cost", { ...args, ...more }, opts));
const list = (registered: Registered[]) => registered.map(({ type, name }) => `${type} ${name}`);
const find = (registered: Registered[], name: string) => registered.find((resource) => resource.name === name)!.inputs;
const pods = (namespace: string, name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  podSelector: { matchLabels: { "app.kubernetes.io/name": name } },
});
const tcp = (port: number) => [{ port, protocol: "TCP" }];

describe("OpenCost", () => {
  it("is a chart with an account of our own, in a closed namespace", async () => {
    expect(list(await build())).toEqual([
      "kubernetes:core/v1:Namespace cost",
      "kubernetes:core/v1:ServiceAccount cost-account",
      "kubernetes:core/v1:ServiceAccount cost/default",
      "kubernetes:helm.sh/v4:Chart cost-chart",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cost/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cost/dns",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cost/workload-opencost",
      "platform:components:Opencost cost",
      "platform:components:PlatformNamespace cost",
    ]);
  });

  it("keeps changes through its API behind a token that only Vault knows", async () => {
    const secrets = {
      store: "staging",
      address: "https://vault",
      account: { namespace: "external-secrets", serviceAccount: "external-secrets" },
      caSecret: "vault-ca",
      ready: [],
    };
    const registered = await build({ secrets });
    expect(list(registered).filter((name) => name.includes("cost-admin"))).toEqual([
      "kubernetes:external-secrets.io/v1:ExternalSecret cost-admin/opencost/token",
      "kubernetes:external-secrets.io/v1alpha1:PushSecret cost-admin-push/opencost/token",
      "kubernetes:generators.external-secrets.io/v1alpha1:VaultDynamicSecret cost-admin-generator",
      "platform:components:VaultPasswords cost-admin",
    ]);
    expect(find(registered, "cost-chart")).toMatchObject({
      values: {
        opencost: {
          exporter: { adminToken: { enabled: true, existingSecret: "opencost-admin", secretKey: "token" } },
        },
      },
    });
  });

  it("reaches Prometheus, the API server and lists of prices, and is reached by Prometheus and the proxy", async () => {
    expect(find(await build(), "cost/workload-opencost")["spec"]).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "opencost" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [pods("monitoring", "prometheus")], ports: tcp(9003) },
        { from: [pods("consoles", "cost-proxy")], ports: tcp(9090) },
      ],
      egress: [
        { to: [pods("monitoring", "prometheus")], ports: tcp(9090) },
        {
          to: [
            {
              ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/16", "169.254.169.254/32", "168.63.129.16/32"] },
            },
          ],
          ports: tcp(443),
        },
        { to: [{ ipBlock: { cidr: "10.0.240.0/22" } }], ports: tcp(443) },
      ],
    });
  });

  it("reaches nothing outside where its rates are given", async () => {
    const policy = find(await build({ rates: fixed, callers: [] }), "cost/workload-opencost")["spec"];
    expect(policy).toMatchObject({
      ingress: [{ ports: tcp(9003) }],
      egress: [{ ports: tcp(9090) }, { to: [{ ipBlock: { cidr: "10.0.240.0/22" } }] }],
    });
  });
});

describe("the values of OpenCost's chart", () => {
  const values = (more: object = {}) =>
    opencostValues({
      cluster: "platform-staging",
      prometheus: "http://prometheus:9090",
      rates: { kind: "list" },
      scraped: true,
      metricRelabelings: [{ targetLabel: "team" }],
      ...more,
    });

  it("ask one Prometheus, and run nothing that is not asked for", () => {
    expect(values()).toMatchObject({
      serviceAccount: { create: false, name: "opencost" },
      networkPolicies: { enabled: false },
      opencost: {
        exporter: { defaultClusterId: "platform-staging", adminToken: { enabled: false } },
        mcp: { enabled: false },
        cloudCost: { enabled: false },
        customPricing: { enabled: false },
        prometheus: { internal: { enabled: false }, external: { enabled: true, url: "http://prometheus:9090" } },
      },
    });
  });

  it("run as nobody, with a root filesystem that only the page may write to", () => {
    expect(values()).toMatchObject({
      podSecurityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      opencost: {
        exporter: {
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            runAsNonRoot: true,
            capabilities: { drop: ["ALL"] },
          },
        },
        ui: {
          securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: false,
            runAsNonRoot: true,
            capabilities: { drop: ["ALL"] },
          },
        },
      },
    });
  });

  it("keep the namespace of a sample, and say whose it is", () => {
    expect(values()).toMatchObject({
      opencost: {
        metrics: {
          kubeStateMetrics: { emitKsmV1Metrics: false, emitKsmV1MetricsOnly: true },
          serviceMonitor: {
            enabled: true,
            namespace: "cost",
            honorLabels: true,
            metricRelabelings: [{ targetLabel: "team" }],
          },
        },
      },
    });
    expect(values({ scraped: false })).toMatchObject({ opencost: { metrics: { serviceMonitor: { enabled: false } } } });
  });

  it("say rates as months, which OpenCost divides by 730", () => {
    expect(values({ rates: fixed })).toMatchObject({
      opencost: {
        customPricing: {
          enabled: true,
          costModel: {
            description: "Rates of platform:cost.rates",
            customPricesEnabled: "true",
            CPU: "14.6",
            spotCPU: "14.6",
            RAM: "2.19",
            spotRAM: "2.19",
            storage: "0.1",
          },
        },
      },
    });
  });
});

const budget = { team: "payments", monthlyBudgetUsd: 500, namespaces: ["payments", "payments-batch"] };

describe("Kubecost", () => {
  const kubecost: KubecostArgs = { ...args, pin: pins.kubecost, nodeCidrs: ["10.0.0.0/16"], teams: [budget] };
  const page = { workload: "frontend", port: 9090 };
  const registered = registeredBy(
    (opts) => new Kubecost("cost", { ...kubecost, callers: [{ from: proxy, to: page }] }, opts),
  );
  const spec = async (policy: string) => find(await registered, `cost/${policy}`)["spec"];
  const labelled = (name: string) => ({
    "app.kubernetes.io/name": name,
    "app.kubernetes.io/instance": "kubecost",
  });
  const inside = (name: string) => ({
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "cost" } },
    podSelector: { matchLabels: labelled(name) },
  });

  it("is a chart in a closed namespace", async () => {
    expect(list(await registered)).toEqual([
      "kubernetes:core/v1:Namespace cost",
      "kubernetes:core/v1:ServiceAccount cost/default",
      "kubernetes:helm.sh/v4:Chart cost-chart",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cost/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cost/dns",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cost/kubelets",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cost/workload-aggregator",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cost/workload-finops-agent",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cost/workload-frontend",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy cost/workload-local-store",
      "platform:components:Kubecost cost",
      "platform:components:PlatformNamespace cost",
    ]);
  });

  it("lets only the agent reach kubelets and price lists", async () => {
    expect(await spec("kubelets")).toEqual({
      podSelector: { matchLabels: labelled("finopsagent") },
      policyTypes: ["Egress"],
      egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/16" } }], ports: tcp(10250) }],
    });
    expect(await spec("workload-finops-agent")).toMatchObject({
      podSelector: { matchLabels: labelled("finopsagent") },
      ingress: [],
      egress: [
        { to: [inside("kubecost-local-store")], ports: tcp(9006) },
        { to: [{ ipBlock: { cidr: "0.0.0.0/0" } }], ports: tcp(443) },
        { to: [{ ipBlock: { cidr: "10.0.240.0/22" } }], ports: tcp(443) },
      ],
    });
  });

  it("brings the proxy to the page, the page to the database, and the database to the store", async () => {
    expect(await spec("workload-frontend")).toMatchObject({
      ingress: [{ from: [pods("consoles", "cost-proxy")], ports: tcp(9090) }],
      egress: [{ to: [inside("aggregator")], ports: tcp(9004) }, { ports: tcp(443) }],
    });
    expect(await spec("workload-aggregator")).toMatchObject({
      ingress: [{ from: [inside("frontend")], ports: tcp(9004) }],
      egress: [{ to: [inside("kubecost-local-store")], ports: tcp(9006) }, { ports: tcp(443) }],
    });
    expect(await spec("workload-local-store")).toMatchObject({
      ingress: [
        { from: [inside("aggregator")], ports: tcp(9006) },
        { from: [inside("finopsagent")], ports: tcp(9006) },
      ],
      egress: [],
    });
  });

  it("runs nothing with rights over nodes, workloads or the account, and tells the vendor nothing", () => {
    expect(kubecostValues({ cluster: "platform-staging", teams: [] })).toMatchObject({
      global: { clusterId: "platform-staging" },
      finopsagent: {
        rbac: { clusterRole: { allowKubeProxy: false } },
        global: { cspPricingApiKey: { useDefaultApiKey: false } },
      },
      networkCosts: { enabled: false },
      clusterController: { enabled: false },
      cloudCost: { enabled: false },
      reporting: { logCollection: false },
      telemetry: { enabled: false },
    });
  });

  it("knows the teams' budgets", () => {
    expect(kubecostValues({ cluster: "c", teams: [budget] })).toMatchObject({
      kubecostProductConfigs: {
        budgets: {
          budgetsConfig: [
            {
              name: "payments",
              budgetType: "allocations",
              interval: "monthly",
              intervalDay: 1,
              spendLimit: 500,
              values: { namespace: ["payments", "payments-batch"] },
              actions: [],
            },
          ],
        },
      },
    });
  });
});

describe("cost as PromQL", () => {
  it("is what is allocated to the workloads of namespaces, at the prices of their nodes and volumes", () => {
    expect(namespacesMonthlyCost(["payments", "payments-batch"])).toBe(
      "730 * (" +
        'sum(container_cpu_allocation{namespace=~"payments|payments-batch"} * on (node) group_left () max by (node) (node_cpu_hourly_cost)) + ' +
        'sum(container_memory_allocation_bytes{namespace=~"payments|payments-batch"} / 1024^3 * on (node) group_left () max by (node) (node_ram_hourly_cost)) + ' +
        '(sum(max by (persistentvolume) (pod_pvc_allocation{namespace=~"payments|payments-batch"}) / 1024^3 * on (persistentvolume) group_left () max by (persistentvolume) (pv_hourly_cost)) or vector(0)))',
    );
  });
});
