import { describe, expect, it } from "vitest";
import { callsTo, type Backend } from "../../../../components/ingress/backends";
import { clientsPolicy } from "../../../../components/ingress/clients";
import { podLabels } from "../../../../components/ingress/values";
import { ingressClasses } from "../../../../components/lib/ingress-classes";
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
  entries: [
    { class: "public", clients: ["0.0.0.0/0", "::/0"] },
    { class: "internal", clients: ["10.0.0.0/8"] },
  ],
  namespaces: [{ name: "shop", apiServer: false, workloads: [{ ...web, published: routes }, acmeSolver] }],
};

const policy = (name: string, spec: object) => ({ metadata: { namespace: "shop", name }, spec });
const base = networkPolicies({ apiServer: false, workloads: [web] }, peers, []);
const published = (changed: PublishedRoute[], mesh = false) => [
  ...base.map(({ name, spec }) => policy(name, spec)),
  policy("public-web", controllerPolicySpec("web", changed, peers.ingressController, mesh)),
  policy("acme-solver", solverPolicySpec(peers.ingressController, mesh)),
];
const exposures = ["public", "internal"] as const;
const backends: Backend[] = [
  ...routes.map(({ workload, port, class: exposure }) => ({ namespace: "shop", workload, ports: [port], exposure })),
  { namespace: "shop", workload: "acme-solver", labels: acmeSolver.labels, ports: [8089], exposure: "public" },
];
const controller = (exposure: (typeof exposures)[number], behind: Backend[]): Workload => ({
  ...quiet,
  name: ingressClasses[exposure],
  labels: podLabels(ingressClasses[exposure]),
  ports: [],
  apiServer: true,
  metricsPort: 9113,
  calls: callsTo(behind, exposure),
});
/** The controllers' namespace, as the component makes it. */
const entry = (behind = backends, clients = { public: [] as string[], internal: ["10.0.0.0/8"] }) =>
  [
    ...networkPolicies({ apiServer: false, workloads: exposures.map((each) => controller(each, behind)) }, peers, []),
    ...exposures.map((each) => clientsPolicy(ingressClasses[each], clients[each], [])),
  ].map(({ name, spec }) => ({ metadata: { namespace: "ingress", name }, spec }) as NetworkPolicy);
const namespaces = new Map(["shop", "ingress"].map((name) => [name, { "kubernetes.io/metadata.name": name }] as const));
const wrong = (policies: NetworkPolicy[], entries = entry()) =>
  checkConnectivity(declared, { policies: [...policies, ...entries], namespaces }).failures.map(
    ({ where, what }) => `${where}: ${what}`,
  );

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

  it("fails when a controller may call more than what its class publishes", () => {
    const wider = backends.map((backend) => ({ ...backend, exposure: undefined }));
    expect(wrong(published(routes), entry(wider))).toEqual([
      "egress of public ingress controller: public ingress controller -> shop/web port 9000/TCP must be denied, got allowed",
      "egress of internal ingress controller: internal ingress controller -> shop/web port 8080/TCP must be denied, got allowed",
      "egress of internal ingress controller: internal ingress controller -> shop/acme-solver port 8089/TCP must be denied, got allowed",
    ]);
  });

  it("fails when an internal controller is open to the internet", () => {
    const failures = wrong(published(routes), entry(backends, { public: [], internal: [] }));
    expect(failures).toContain(
      "ingress of internal ingress controller: outside address 198.51.100.10 -> internal ingress controller port 80/TCP, 443/TCP must be denied, got allowed",
    );
    expect(failures.filter((failure) => !failure.startsWith("ingress of internal ingress controller"))).toEqual([]);
  });

  it("fails when nobody gets in", () => {
    const closed = entry().filter(({ metadata }) => metadata.name !== "clients-nginx");
    expect(wrong(published(routes), closed)).toContain(
      "ingress of public ingress controller: outside address 198.51.100.10 -> public ingress controller port 80/TCP, 443/TCP must be allowed, got denied",
    );
  });

  it("fails when everything in the controllers' namespace reaches them", () => {
    const open = policy("open", {
      podSelector: {},
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress" } } }] }],
    });
    expect(wrong([...published(routes), open]).length).toBeGreaterThan(0);
  });
});
