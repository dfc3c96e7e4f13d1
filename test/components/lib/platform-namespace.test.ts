import { describe, expect, it } from "vitest";
import { PlatformNamespace, type PlatformNamespaceArgs } from "../../../components/lib/platform-namespace";
import { podMonitorSpec } from "../../../components/lib/pod-monitor";
import { registeredBy, type Registered } from "../../support/registered";

const peers = {
  dns: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  ingressController: { namespace: "ingress", labels: { app: "nginx" }, serviceAccount: "nginx" },
  prometheus: { namespace: "monitoring", labels: { app: "prometheus" }, serviceAccount: "prometheus" },
  mesh: false,
  apiServer: { cidrs: ["10.0.0.1/32"], port: 443 },
  clusterCidrs: ["10.0.0.0/16"],
};

const build = (args: Partial<PlatformNamespaceArgs>) =>
  registeredBy((opts) => new PlatformNamespace("velero", { namespace: "velero", workloads: [], peers, ...args }, opts));

const specOf = (registered: Registered[], name: string) =>
  registered.find((resource) => resource.type.endsWith("NetworkPolicy") && resource.name === name)?.inputs["spec"];

describe("a namespace of the platform", () => {
  it("is closed, restricted and mounts no tokens", async () => {
    const registered = await build({});
    expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "kubernetes:core/v1:Namespace velero",
      "kubernetes:core/v1:ServiceAccount velero/default",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy velero/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy velero/dns",
      "platform:components:PlatformNamespace velero",
    ]);
    expect(registered[0]!.inputs["metadata"]).toMatchObject({
      labels: { "pod-security.kubernetes.io/enforce": "restricted", "platform/component": "velero" },
    });
    expect(registered[1]!.inputs["automountServiceAccountToken"]).toBe(false);
  });

  it("has the level of Pod Security that it is given", async () => {
    const [namespace] = await build({ podSecurity: "privileged" });
    expect(namespace!.inputs["metadata"]).toMatchObject({
      labels: { "pod-security.kubernetes.io/enforce": "privileged" },
    });
  });

  it("lets the API server, and nobody else, call webhooks", async () => {
    const registered = await build({ workloads: [{ name: "webhook", webhookPorts: [9443] }] });
    expect(specOf(registered, "velero/workload-webhook")).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "webhook" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.1/32" } }], ports: [{ port: 9443, protocol: "TCP" }] }],
      egress: [],
    });
  });

  it("opens nothing for webhooks where the API server's addresses are not known", async () => {
    const unknown = { ...peers, apiServer: { cidrs: [], port: 443 } };
    const workloads = [{ name: "webhook", webhookPorts: [9443], apiServer: true, metricsPort: 8080 }];
    const spec = specOf(await build({ peers: unknown, workloads }), "velero/workload-webhook") as { ingress: object[] };
    expect(spec).toMatchObject({ egress: [] });
    expect(spec.ingress).toHaveLength(1); // Prometheus
  });

  it("opens both sides of a call inside of it, by the pods' own labels", async () => {
    const registered = await build({
      workloads: [
        { name: "operator", labels: { app: "op" }, calls: [{ namespace: "velero", workload: "store", port: 6789 }] },
        { name: "store", labels: { app: "st" }, ports: [6789] },
      ],
    });
    const here = { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "velero" } } };
    expect(specOf(registered, "velero/workload-operator")).toMatchObject({
      podSelector: { matchLabels: { app: "op" } },
      egress: [{ to: [{ ...here, podSelector: { matchLabels: { app: "st" } } }] }],
    });
    expect(specOf(registered, "velero/workload-store")).toMatchObject({
      podSelector: { matchLabels: { app: "st" } },
      ingress: [{ from: [{ ...here, podSelector: { matchLabels: { app: "op" } } }] }],
    });
  });

  it("reaches a block of the cluster's own where it names exactly that block", async () => {
    const egress = [{ cidr: "10.0.0.0/16", port: 443, protocol: "TCP" as const }];
    const registered = await build({ workloads: [{ name: "velero", egress }] });
    expect(specOf(registered, "velero/workload-velero")).toMatchObject({
      egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/16" } }] }],
    });
  });
});

describe("a namespace of the platform and the mesh", () => {
  const workloads = [{ name: "velero", metricsPort: 8085 }];
  const meshed = { ...peers, mesh: true };
  const labelsOf = (registered: Registered[]) =>
    (registered.find(({ type }) => type.endsWith(":Namespace"))!.inputs["metadata"] as { labels: object }).labels;

  it("stays out of it, with no port for it", async () => {
    const registered = await build({ workloads, peers: meshed });
    expect(labelsOf(registered)).not.toHaveProperty("istio.io/dataplane-mode");
    expect(registered.filter(({ type }) => type.includes("istio.io"))).toEqual([]);
    expect(specOf(registered, "velero/kubelet-probes")).toBeUndefined();
    expect(specOf(registered, "velero/workload-velero")).toMatchObject({
      ingress: [{ ports: [{ port: 8085, protocol: "TCP" }] }],
    });
  });

  it("is in it where it asks, closed to identities as well", async () => {
    const registered = await build({ workloads, peers: meshed, inMesh: true });
    expect(labelsOf(registered)).toHaveProperty("istio.io/dataplane-mode", "ambient");
    const policies = registered.filter(({ type }) => type === "kubernetes:security.istio.io/v1:AuthorizationPolicy");
    expect(policies.map(({ name, inputs }) => [name, inputs["spec"]])).toEqual([
      ["velero/mesh-default-deny", {}],
      [
        "velero/mesh-workload-velero",
        {
          selector: { matchLabels: { "app.kubernetes.io/name": "velero" } },
          action: "ALLOW",
          rules: [
            {
              from: [{ source: { principals: ["cluster.local/ns/monitoring/sa/prometheus"] } }],
              to: [{ operation: { ports: ["8085"] } }],
            },
          ],
        },
      ],
    ]);
    expect(specOf(registered, "velero/workload-velero")).toMatchObject({
      ingress: [{ ports: [{ port: 8085 }, { port: 15008 }] }],
    });
  });

  it("asks in vain where the mesh is off", async () => {
    const registered = await build({ workloads, inMesh: true });
    expect(labelsOf(registered)).not.toHaveProperty("istio.io/dataplane-mode");
    expect(registered.filter(({ type }) => type.includes("istio.io"))).toEqual([]);
  });

  it("has every workload scraped on the port that it opens for that, where anybody scrapes", async () => {
    const tls = { caSecret: "vault-tls", serverName: "vault.vault.svc" };
    const workloads: PlatformNamespaceArgs["workloads"] = [
      { name: "api", metricsPort: 8085 },
      { name: "server", labels: { app: "vault" }, metricsPort: 8200, metrics: { path: "/v1/sys/metrics", tls } },
      { name: "of-a-chart", metricsPort: 9090, metrics: "chart" },
      { name: "silent" },
    ];
    const kind = ({ type }: Registered) => type.endsWith(":PodMonitor");
    expect((await build({ workloads })).filter(kind)).toEqual([]);
    const monitors = (await build({ workloads, monitors: { ready: [] } })).filter(kind);
    expect(monitors.map(({ name, inputs }) => [name, inputs["metadata"]])).toEqual([
      ["velero/api", { name: "api", namespace: "velero" }],
      ["velero/server", { name: "server", namespace: "velero" }],
    ]);
    expect(monitors.map(({ inputs }) => inputs["spec"])).toEqual([
      podMonitorSpec({
        namespace: "velero",
        labels: { "app.kubernetes.io/name": "api" },
        port: 8085,
        set: { job: "api" },
      }),
      podMonitorSpec({
        namespace: "velero",
        labels: { app: "vault" },
        port: 8200,
        path: "/v1/sys/metrics",
        tls,
        set: { job: "server" },
      }),
    ]);
  });
});
