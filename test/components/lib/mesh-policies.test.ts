import { describe, expect, it } from "vitest";
import { meshAllow, meshPolicies, principal } from "../../../components/lib/mesh-policies";
import { callersOf, type Caller, type PlatformPeers, type Workload } from "../../../components/lib/network-policies";

const peers: PlatformPeers = {
  dns: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  apiServer: { cidrs: ["10.0.0.1/32"], port: 6443 },
  ingressController: { namespace: "ingress", labels: { app: "nginx" }, serviceAccount: "nginx-ingress" },
  prometheus: { namespace: "monitoring", labels: { app: "prometheus" }, serviceAccount: "prometheus" },
  mesh: true,
  clusterCidrs: [],
};

const quiet: Omit<Workload, "name"> = { ports: [], ingressPorts: [], calls: [], egress: [], apiServer: false };
const nginx = "cluster.local/ns/ingress/sa/nginx-ingress";
const prometheus = "cluster.local/ns/monitoring/sa/prometheus";
const web = "cluster.local/ns/catalog/sa/web";
const rule = (from: string, ...ports: string[]) => ({
  from: [{ source: { principals: [from] } }],
  to: [{ operation: { ports } }],
});
const selector = { matchLabels: { "app.kubernetes.io/name": "api" } };
const denied = { name: "default-deny", spec: {} };

const policiesOf = (workload: Partial<Workload>, callers: Caller[] = [], waypoint = false) =>
  meshPolicies({ name: "payments", waypoint, workloads: [{ ...quiet, name: "api", ...workload }] }, peers, callers);
const call = (port: number): Caller => ({
  from: { namespace: "catalog", workload: "web" },
  to: { workload: "api", port },
});

describe("who may connect to a workload in the mesh", () => {
  it("is nobody by default", () => {
    expect(policiesOf({ ports: [8080] })).toEqual([denied]);
  });

  it("is the ingress controller, Prometheus and declared callers, each at its ports", () => {
    const workload = { ports: [8080, 8081], ingressPorts: [8080, 8081], metricsPort: 9090 };
    expect(policiesOf(workload, [call(8080), call(8080)])).toEqual([
      denied,
      {
        name: "workload-api",
        spec: {
          selector,
          action: "ALLOW",
          rules: [rule(nginx, "8080", "8081"), rule(prometheus, "9090"), rule(web, "8080")],
        },
      },
    ]);
  });

  it("is no caller of another workload", () => {
    const callers = [{ from: { namespace: "catalog", workload: "web" }, to: { workload: "database", port: 5432 } }];
    expect(policiesOf({ ports: [5432] }, callers)).toEqual([denied]);
  });

  it("is told by the pods' own labels where they have others", () => {
    expect(policiesOf({ metricsPort: 80, labels: { app: "x" } })[1]?.spec.selector).toEqual({
      matchLabels: { app: "x" },
    });
  });

  it("comes from the same calls as the NetworkPolicies", () => {
    const caller = { ...quiet, name: "web", calls: [{ namespace: "payments", workload: "api", port: 8080 }] };
    const callers = callersOf("payments", [{ name: "catalog", workloads: [caller] }]);
    expect(policiesOf({}, callers)[1]?.spec.rules).toEqual([rule(web, "8080")]);
  });
});

describe("a waypoint", () => {
  it("judges callers, and is the only one that passes their calls to pods; shared services address pods", () => {
    const waypoint = "cluster.local/ns/payments/sa/waypoint";
    expect(policiesOf({ ports: [8080], ingressPorts: [8080] }, [call(8080)], true)).toEqual([
      denied,
      {
        name: "default-deny-waypoint",
        spec: { targetRefs: [{ group: "gateway.networking.k8s.io", kind: "Gateway", name: "waypoint" }] },
      },
      {
        name: "workload-api",
        spec: { selector, action: "ALLOW", rules: [rule(nginx, "8080"), rule(waypoint, "8080")] },
      },
      {
        name: "service-api",
        spec: {
          targetRefs: [{ group: "", kind: "Service", name: "api" }],
          action: "ALLOW",
          rules: [rule(web, "8080")],
        },
      },
    ]);
  });

  it("passes nothing to workloads that nobody calls", () => {
    expect(policiesOf({ ports: [8080] }, [], true).map(({ name }) => name)).toEqual([
      "default-deny",
      "default-deny-waypoint",
    ]);
  });
});

it("one policy lets identities reach ports of a workload", () => {
  expect(meshAllow("api", [8080, 9090], [principal("a", "b"), principal("c", "d")])).toEqual({
    selector,
    action: "ALLOW",
    rules: [
      {
        from: [{ source: { principals: ["cluster.local/ns/a/sa/b", "cluster.local/ns/c/sa/d"] } }],
        to: [{ operation: { ports: ["8080", "9090"] } }],
      },
    ],
  });
});
