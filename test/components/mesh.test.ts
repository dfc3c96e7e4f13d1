import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { GovernedNamespace } from "../../components/lib/governed-namespace";
import { Mesh } from "../../components/mesh";
import { cniValues, gatewayApiValues, istiodValues } from "../../components/mesh/values";
import { charts as pins } from "../../src/versions";
import { registeredBy, type Registered } from "../support/registered";

const peer = { namespace: "kube-system", labels: { app: "x" }, serviceAccount: "x" };
const peers = {
  dns: peer,
  ingressController: peer,
  prometheus: peer,
  mesh: true,
  apiServer: { cidrs: ["10.0.240.0/22"], port: 443 },
  clusterCidrs: ["10.0.0.0/16"],
};
const args = { pins, charts: {}, peers, waypoints: [] as string[], gatewayApi: true };
const names = (registered: Registered[]) => registered.map(({ type, name }) => `${type} ${name}`);
const find = (registered: Registered[], name: string) => registered.find((resource) => resource.name === name)!.inputs;
const charts = (registered: Registered[]) =>
  registered.filter(({ type }) => type.endsWith(":Chart")).map(({ inputs }) => inputs["name"]);

describe("the mesh", () => {
  it("is four charts in Istio's namespace, closed, and mutual TLS for all", async () => {
    const registered = await registeredBy((opts) => new Mesh("mesh", args, opts));
    expect(names(registered)).toEqual([
      "kubernetes:core/v1:Namespace mesh",
      "kubernetes:core/v1:ServiceAccount mesh/default",
      "kubernetes:helm.sh/v4:Chart mesh-base",
      "kubernetes:helm.sh/v4:Chart mesh-cni",
      "kubernetes:helm.sh/v4:Chart mesh-istiod",
      "kubernetes:helm.sh/v4:Chart mesh-ztunnel",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy mesh/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy mesh/dns",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy mesh/workload-istio-cni",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy mesh/workload-istiod",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy mesh/workload-ztunnel",
      "kubernetes:security.istio.io/v1:PeerAuthentication mesh-strict",
      "platform:components:Mesh mesh",
      "platform:components:PlatformNamespace mesh",
    ]);
    expect(find(registered, "mesh-strict")).toMatchObject({
      metadata: { name: "default", namespace: "istio-system" },
      spec: { mtls: { mode: "STRICT" } },
    });
    expect(registered[0]!.inputs["metadata"]).toMatchObject({
      name: "istio-system",
      labels: { "pod-security.kubernetes.io/enforce": "privileged" },
    });
  });

  it("opens istiod to ztunnel, waypoints, Prometheus and the API server, and to nobody else", async () => {
    const registered = await registeredBy((opts) => new Mesh("mesh", { ...args, waypoints: ["payments"] }, opts));
    const pods = (namespace: string, labels: object) => ({
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
      podSelector: { matchLabels: labels },
    });
    const ports = (port: number) => [{ port, protocol: "TCP" }];
    expect(find(registered, "mesh/workload-istiod")["spec"]).toEqual({
      podSelector: { matchLabels: { app: "istiod" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [pods("kube-system", { app: "x" })], ports: ports(15014) },
        { from: [{ ipBlock: { cidr: "10.0.240.0/22" } }], ports: ports(15017) },
        { from: [pods("payments", { "gateway.networking.k8s.io/gateway-name": "waypoint" })], ports: ports(15012) },
        { from: [pods("istio-system", { app: "ztunnel" })], ports: ports(15012) },
      ],
      egress: [{ to: [{ ipBlock: { cidr: "10.0.240.0/22" } }], ports: ports(443) }],
    });
    expect(find(registered, "mesh/workload-ztunnel")["spec"]).toMatchObject({
      ingress: [{ ports: ports(15020) }],
      egress: [{ to: [pods("istio-system", { app: "istiod" })], ports: ports(15012) }],
    });
    expect(find(registered, "mesh/workload-istio-cni")["spec"]).toMatchObject({ ingress: [{ ports: ports(15014) }] });
  });

  it.each([
    ["brings the Gateway API's kinds for a waypoint", { waypoints: ["payments"] }, true],
    ["leaves them out without a waypoint", {}, false],
    ["leaves them to the cluster that has them", { waypoints: ["payments"], gatewayApi: false }, false],
  ])("%s", async (_, more, brought) => {
    const registered = await registeredBy((opts) => new Mesh("mesh", { ...args, ...more }, opts));
    expect(charts(registered).includes("gateway-api")).toBe(brought);
    if (brought) expect(find(registered, "mesh-gateway-crds-helm")["values"]).toEqual(gatewayApiValues());
  });

  it("leaves DNS to the pods, fails closed, and makes waypoints that are two and restricted", () => {
    expect(cniValues()).toMatchObject({ profile: "ambient", ambient: { dnsCapture: false } });
    expect(istiodValues()).toMatchObject({
      profile: "ambient",
      base: { validationFailurePolicy: "Fail" },
      gateways: { seccompProfile: { type: "RuntimeDefault" } },
      gatewayClasses: { "istio-waypoint": { horizontalPodAutoscaler: { spec: { minReplicas: 2 } } } },
    });
  });
});

describe("a governed namespace in the mesh", () => {
  const spec = {
    name: "payments",
    quota: { cpuCores: 8, memoryGiB: 16, pods: 50, storageGiB: 100, volumes: 10 },
    containers: { defaultCpuMillicores: 100, defaultMemoryMiB: 256, maxCpuCores: 4, maxMemoryGiB: 8 },
    apiServer: false,
    workloads: [{ name: "api", ports: [80], ingressPorts: [80], calls: [], egress: [], apiServer: false }],
  };
  const build = (more: object, mesh = true) =>
    registeredBy((opts) => {
      const common = { environment: "dev", developers: [], viewers: [], peers: { ...peers, mesh }, callers: [] };
      return new GovernedNamespace("payments", { spec: { ...spec, ...more }, ...common }, opts);
    });
  const labels = (registered: Registered[]) => {
    const metadata = find(registered, "payments")["metadata"] as { labels: Record<string, string> };
    return Object.entries(metadata.labels).filter(([label]) => label.includes("istio.io"));
  };
  const ofMesh = (registered: Registered[]) =>
    names(registered.filter(({ type }) => type.includes("istio.io") || type.endsWith(":Gateway")));

  it("carries the label and its policies", async () => {
    const registered = await build({});
    expect(labels(registered)).toEqual([["istio.io/dataplane-mode", "ambient"]]);
    expect(ofMesh(registered)).toEqual([
      "kubernetes:security.istio.io/v1:AuthorizationPolicy payments/mesh-default-deny",
      "kubernetes:security.istio.io/v1:AuthorizationPolicy payments/mesh-workload-api",
    ]);
  });

  it("has a waypoint where it asks for one", async () => {
    const registered = await build({ waypoint: true });
    expect(labels(registered)).toEqual([
      ["istio.io/dataplane-mode", "ambient"],
      ["istio.io/use-waypoint", "waypoint"],
    ]);
    expect(ofMesh(registered)).toEqual([
      "kubernetes:gateway.networking.k8s.io/v1:Gateway payments/waypoint",
      "kubernetes:security.istio.io/v1:AuthorizationPolicy payments/mesh-default-deny",
      "kubernetes:security.istio.io/v1:AuthorizationPolicy payments/mesh-default-deny-waypoint",
      "kubernetes:security.istio.io/v1:AuthorizationPolicy payments/mesh-workload-api",
    ]);
    expect(find(registered, "payments/waypoint")).toMatchObject({
      metadata: { name: "waypoint", labels: { "istio.io/waypoint-for": "service" } },
      spec: {
        gatewayClassName: "istio-waypoint",
        listeners: [{ name: "mesh", port: 15008, protocol: "HBONE" }],
      },
    });
  });

  it("has nothing of it where the mesh is off", async () => {
    const registered = await build({}, false);
    expect([labels(registered), ofMesh(registered)]).toEqual([[], []]);
  });

  it("waits for the mesh before it joins, and its policies for their kinds", async () => {
    const waiting: string[] = [];
    await registeredBy((opts) => {
      const mesh = new pulumi.ComponentResource("test:index:Mesh", "ready", {}, opts);
      const record: pulumi.ResourceTransformation = ({ name, opts: { dependsOn } }) => {
        if (Array.isArray(dependsOn) && dependsOn.includes(mesh)) waiting.push(name);
        return undefined;
      };
      const common = { environment: "dev", developers: [], viewers: [], peers, callers: [], meshReady: [mesh] };
      const transformations = [...(opts.transformations ?? []), record];
      return new GovernedNamespace(
        "payments",
        { spec: { ...spec, waypoint: true }, ...common },
        { ...opts, transformations },
      );
    });
    expect(waiting).toEqual([
      "payments",
      "payments/mesh-default-deny",
      "payments/mesh-default-deny-waypoint",
      "payments/mesh-workload-api",
      "payments/waypoint",
    ]);
  });
});
