import { describe, expect, it } from "vitest";
import { networkPolicies, type Workload } from "../../../../components/lib/network-policies";
import {
  controllerPolicySpec,
  solverPolicySpec,
  type PublishedRoute,
} from "../../../../components/lib/public-service-specs";
import { acmeSolver, type DeclaredNetwork } from "../../../../local/verify/network/declared";
import { checkConnectivity } from "../../../../local/verify/network/matrix";
import type { NetworkPolicy } from "../../../../local/verify/network/types";

const peers = {
  dns: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  apiServer: { cidrs: ["10.0.0.5/32"], port: 6443 },
  ingressController: {
    namespace: "ingress",
    labels: { "app.kubernetes.io/name": "nginx-ingress" },
    serviceAccount: "nginx-ingress",
  },
  prometheus: { namespace: "monitoring", labels: { app: "prometheus" }, serviceAccount: "prometheus" },
  mesh: false,
  clusterCidrs: [],
};
const quiet = { ingressPorts: [], calls: [], egress: [], apiServer: false };
const web: Workload = { ...quiet, name: "web", ports: [8080, 9000] };
const route = (more: Partial<PublishedRoute>): PublishedRoute => ({
  host: "www.example.com",
  path: "/",
  class: "public",
  workload: "web",
  port: 8080,
  issuer: "self-signed",
  ...more,
});
const routes = [route({}), route({ host: "admin.example.com", class: "internal", port: 9000 })];
const declared: DeclaredNetwork = {
  ...peers,
  ingressClasses: ["public", "internal"],
  namespaces: [{ name: "shop", apiServer: false, workloads: [{ ...web, published: routes }, acmeSolver] }],
};

const policy = (name: string, spec: object) => ({ metadata: { namespace: "shop", name }, spec });
const base = networkPolicies({ apiServer: false, workloads: [web] }, peers, []);
const published = (changed: PublishedRoute[], mesh = false) => [
  ...base.map(({ name, spec }) => policy(name, spec)),
  policy("public-web", controllerPolicySpec("web", changed, peers.ingressController, mesh)),
  policy("acme-solver", solverPolicySpec(peers.ingressController, mesh)),
];
const namespaces = new Map([["shop", { "kubernetes.io/metadata.name": "shop" }]]);
const wrong = (policies: NetworkPolicy[]) =>
  checkConnectivity(declared, { policies, namespaces }).failures.map(({ where, what }) => `${where}: ${what}`);

describe("published ports", () => {
  it("are reached by the controller of their class and nobody else", () => {
    expect(wrong(published(routes))).toEqual([]);
  });

  it("fails when the policy of a published workload is gone", () => {
    expect(wrong(published(routes).filter(({ metadata }) => metadata.name !== "public-web"))).toEqual([
      "ingress of shop/web: public ingress controller -> shop/web port 8080/TCP must be allowed, got denied",
      "ingress of shop/web: internal ingress controller -> shop/web port 9000/TCP must be allowed, got denied",
    ]);
  });

  it("fails when the controller of another class reaches them", () => {
    expect(wrong(published([...routes, route({ class: "internal" })]))).toEqual([
      "ingress of shop/web: internal ingress controller -> shop/web port 8080/TCP must be denied, got allowed",
    ]);
  });

  it("fails when the ACME server would not reach the pods that answer it", () => {
    expect(wrong(published(routes).filter(({ metadata }) => metadata.name !== "acme-solver"))).toEqual([
      "ingress of shop/acme-solver: public ingress controller -> shop/acme-solver port 8089/TCP must be allowed, got denied",
    ]);
  });

  it("fails when everything in the controllers' namespace reaches them", () => {
    const open = policy("open", {
      podSelector: {},
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress" } } }] }],
    });
    expect(wrong([...published(routes), open]).length).toBeGreaterThan(0);
  });
});
