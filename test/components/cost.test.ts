import { describe, expect, it } from "vitest";
import { Opencost, type OpencostArgs } from "../../components/cost";
import { clusterMonthlyCost, namespacesMonthlyCost } from "../../components/cost/expressions";
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
    prometheus: { namespace: "monitoring", labels: { "app.kubernetes.io/name": "prometheus" } },
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

describe("cost as PromQL", () => {
  it("is what is allocated to the workloads of namespaces, at the prices of their nodes and volumes", () => {
    expect(namespacesMonthlyCost(["payments", "payments-batch"])).toBe(
      "730 * (" +
        'sum(container_cpu_allocation{namespace=~"payments|payments-batch"} * on (node) group_left () max by (node) (node_cpu_hourly_cost)) + ' +
        'sum(container_memory_allocation_bytes{namespace=~"payments|payments-batch"} / 1024^3 * on (node) group_left () max by (node) (node_ram_hourly_cost)) + ' +
        '(sum(max by (persistentvolume) (pod_pvc_allocation{namespace=~"payments|payments-batch"}) / 1024^3 * on (persistentvolume) group_left () max by (persistentvolume) (pv_hourly_cost)) or vector(0)))',
    );
  });

  it("is all nodes, volumes, load balancers and the control plane for the cluster", () => {
    expect(clusterMonthlyCost()).toBe(
      "730 * (sum(max by (node) (node_total_hourly_cost)) + " +
        "(sum(max by (persistentvolume) (kube_persistentvolume_capacity_bytes) / 1024^3 * on (persistentvolume) group_left () max by (persistentvolume) (pv_hourly_cost)) or vector(0)) + " +
        "(sum(kubecost_load_balancer_cost) or vector(0)) + (sum(kubecost_cluster_management_cost) or vector(0)))",
    );
  });
});
