import { describe, expect, it } from "vitest";
import { Ingress, type IngressArgs } from "../../../components/ingress";
import { charts as pins } from "../../../src/versions";
import { registeredBy, type Registered } from "../../support/registered";

const peer = { namespace: "kube-system", labels: { app: "x" }, serviceAccount: "x" };
const peers = {
  dns: peer,
  ingressController: peer,
  prometheus: { namespace: "monitoring", labels: { app: "prometheus" }, serviceAccount: "prometheus" },
  mesh: false,
  apiServer: { cidrs: ["10.0.240.0/22"], port: 443 },
  clusterCidrs: ["10.0.0.0/16"],
};
const args: IngressArgs = {
  pin: pins.nginxIngress,
  charts: {},
  peers,
  entries: [{ exposure: "public", sourceRanges: [] }],
  loadBalancer: ({ internal, readiness }) => ({
    annotations: { internal: String(internal), check: readiness.path },
    healthCheckCidrs: ["10.0.0.0/16"],
  }),
  minReplicas: 2,
  maxReplicas: 10,
  rateLimit: { requestsPerSecond: 100, burst: 200 },
  backends: [
    { namespace: "payments", workload: "api", ports: [8080] },
    { namespace: "wiki", workload: "web", ports: [3000], exposure: "internal" },
  ],
};
const both: IngressArgs["entries"] = [
  { exposure: "public", sourceRanges: ["203.0.113.0/24"] },
  { exposure: "internal", sourceRanges: [] },
];

const build = (more: Partial<IngressArgs> = {}) =>
  registeredBy((opts) => new Ingress("ingress", { ...args, ...more }, opts));
const find = (registered: Registered[], type: string, name: string) => {
  const found = registered.find((resource) => resource.type.endsWith(`:${type}`) && resource.name === name);
  if (!found) throw new Error(`no ${type} ${name}`);
  return found.inputs;
};
const policy = (registered: Registered[], name: string) =>
  find(registered, "NetworkPolicy", `ingress/${name}`)["spec"] as Record<string, unknown>;
const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: "TCP" }));
const blocks = (...cidrs: string[]) => cidrs.map((cidr) => ({ ipBlock: { cidr } }));
const pods = (namespace: string, labels: Record<string, string>) => [
  {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: labels },
  },
];
const apiServer = { to: blocks("10.0.240.0/22"), ports: tcp(443) };

describe("the way in", () => {
  it("is one release in a closed namespace, with an account, rights and a certificate of our own", async () => {
    expect((await build()).map(({ type, name }) => `${type} ${name}`)).toEqual([
      "kubernetes:cert-manager.io/v1:Certificate ingress-default-server-tls",
      "kubernetes:core/v1:Namespace ingress",
      "kubernetes:core/v1:ServiceAccount ingress-account",
      "kubernetes:core/v1:ServiceAccount ingress/default",
      "kubernetes:helm.sh/v4:Chart ingress-nginx",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy ingress/clients-nginx",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy ingress/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy ingress/dns",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy ingress/workload-nginx",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding ingress-role",
      "kubernetes:rbac.authorization.k8s.io/v1:ClusterRole ingress-role",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding ingress-role",
      "kubernetes:rbac.authorization.k8s.io/v1:Role ingress-role",
      "platform:components:Ingress ingress",
      "platform:components:PlatformNamespace ingress",
    ]);
  });

  it("is a release for each class, of which the first brings the CRDs", async () => {
    const registered = await build({ entries: both });
    const charts = registered.filter(({ type }) => type.endsWith(":Chart"));
    expect(charts.map(({ name, inputs }) => [name, inputs["name"], inputs["skipCrds"]])).toEqual([
      ["ingress-nginx", "nginx", false],
      ["ingress-nginx-internal", "nginx-internal", true],
    ]);
    expect(charts.map(({ inputs }) => inputs["values"])).toMatchObject([
      {
        controller: {
          ingressClass: { name: "nginx" },
          service: {
            annotations: { internal: "false", check: "/nginx-ready" },
            loadBalancerSourceRanges: ["203.0.113.0/24"],
          },
        },
      },
      {
        controller: {
          ingressClass: { name: "nginx-internal" },
          service: {
            annotations: { internal: "true" },
            loadBalancerSourceRanges: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
          },
        },
      },
    ]);
  });

  it("brings the CRDs with the internal class where there is no public one", async () => {
    const registered = await build({ entries: both.slice(1) });
    expect(find(registered, "Chart", "ingress-nginx-internal")["skipCrds"]).toBe(false);
  });

  it("is open to everybody on two ports, and to the load balancer's question on a third", async () => {
    expect(policy(await build(), "clients-nginx")).toEqual({
      podSelector: {
        matchLabels: { "app.kubernetes.io/name": "nginx-ingress", "app.kubernetes.io/instance": "nginx" },
      },
      policyTypes: ["Ingress"],
      ingress: [
        { from: blocks("0.0.0.0/0", "::/0"), ports: tcp(80, 443) },
        { from: blocks("10.0.0.0/16"), ports: tcp(8081) },
      ],
    });
  });

  it("is open to listed addresses only, or to private ones", async () => {
    const loadBalancer = () => ({ annotations: {}, healthCheckCidrs: [] });
    const registered = await build({ entries: both, loadBalancer });
    expect(policy(registered, "clients-nginx")["ingress"]).toEqual([
      { from: blocks("203.0.113.0/24"), ports: tcp(80, 443) },
    ]);
    expect(policy(registered, "clients-nginx-internal")["ingress"]).toEqual([
      { from: blocks("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"), ports: tcp(80, 443) },
    ]);
  });

  it("leads to declared backends of its class, and nowhere else", async () => {
    const registered = await build({ entries: both });
    const api = { to: pods("payments", { "app.kubernetes.io/name": "api" }), ports: tcp(8080) };
    const wiki = { to: pods("wiki", { "app.kubernetes.io/name": "web" }), ports: tcp(3000) };
    const scraped = [{ from: pods("monitoring", { app: "prometheus" }), ports: tcp(9113) }];
    expect(policy(registered, "workload-nginx")).toMatchObject({ ingress: scraped, egress: [api, apiServer] });
    expect(policy(registered, "workload-nginx-internal")).toMatchObject({
      ingress: scraped,
      egress: [api, wiki, apiServer],
    });
  });

  it("leads to pods with labels of their own", async () => {
    const labels = { "acme.cert-manager.io/http01-solver": "true" };
    const registered = await build({
      backends: [{ namespace: "payments", workload: "solver", labels, ports: [8089] }],
    });
    expect(policy(registered, "workload-nginx")["egress"]).toEqual([
      { to: pods("payments", labels), ports: tcp(8089) },
      apiServer,
    ]);
  });

  it("serves unknown hosts with a certificate of the cluster's own, and others with a wildcard where asked", async () => {
    const registered = await build({ wildcard: { domain: "example.com", issuer: "letsencrypt-production" } });
    const spec = (secretName: string, name: string, dnsNames: string[]) => ({
      secretName,
      issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name },
      dnsNames,
      duration: "2160h",
      privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
      usages: ["digital signature", "server auth"],
    });
    expect(find(registered, "Certificate", "ingress-default-server-tls")["spec"]).toEqual(
      spec("default-server-tls", "internal", ["nginx-nginx-ingress-controller.ingress.svc"]),
    );
    expect(find(registered, "Certificate", "ingress-wildcard-tls")["spec"]).toEqual(
      spec("wildcard-tls", "letsencrypt-production", ["*.example.com"]),
    );
    expect(find(registered, "Chart", "ingress-nginx")["values"]).toMatchObject({
      controller: {
        defaultTLS: { secret: "ingress/default-server-tls" },
        wildcardTLS: { secret: "ingress/wildcard-tls" },
      },
    });
  });
});

describe("the rights of the controllers", () => {
  it("are to read, and to write status and events", async () => {
    const registered = await build({ entries: both });
    const rules = (kind: string) => find(registered, kind, "ingress-role")["rules"] as Record<string, string[]>[];
    const flat = (kind: string) =>
      rules(kind).flatMap(({ apiGroups, resources, verbs }) =>
        resources!.map((resource) => `${apiGroups!.join()}/${resource}: ${verbs!.join(" ")}`),
      );
    expect(flat("ClusterRole")).toEqual([
      "networking.k8s.io/ingresses: get list watch",
      "networking.k8s.io/ingresses/status: update",
      "networking.k8s.io/ingressclasses: get",
      "/services: get list watch",
      "/pods: get list watch",
      "/secrets: get list watch",
      "discovery.k8s.io/endpointslices: get list watch",
      "k8s.nginx.org/virtualservers: get list watch",
      "k8s.nginx.org/virtualserverroutes: get list watch",
      "k8s.nginx.org/transportservers: get list watch",
      "k8s.nginx.org/policies: get list watch",
      "k8s.nginx.org/virtualservers/status: update",
      "k8s.nginx.org/virtualserverroutes/status: update",
      "k8s.nginx.org/transportservers/status: update",
      "k8s.nginx.org/policies/status: update",
      "/events: create patch list",
    ]);
    expect(flat("Role")).toEqual([
      "/configmaps: get list watch",
      "/pods: get update",
      "apps/replicasets: get",
      "coordination.k8s.io/leases: get update",
      "coordination.k8s.io/leases: create",
    ]);
    expect(rules("Role")[3]).toMatchObject({
      resourceNames: ["nginx-leader-election", "nginx-internal-leader-election"],
    });
  });

  it("belong to one account, which both releases use", async () => {
    const registered = await build({ entries: both });
    const subjects = [{ kind: "ServiceAccount", name: "nginx-ingress", namespace: "ingress" }];
    for (const kind of ["ClusterRoleBinding", "RoleBinding"]) {
      expect(find(registered, kind, "ingress-role")).toMatchObject({ subjects, roleRef: { name: "nginx-ingress" } });
    }
    expect(find(registered, "ServiceAccount", "ingress-account")).toMatchObject({
      metadata: { name: "nginx-ingress", namespace: "ingress" },
    });
    for (const release of ["ingress-nginx", "ingress-nginx-internal"]) {
      expect(find(registered, "Chart", release)["values"]).toMatchObject({
        rbac: { create: false },
        controller: { serviceAccount: { name: "nginx-ingress" } },
      });
    }
  });
});
