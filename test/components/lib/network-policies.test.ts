import { describe, expect, it } from "vitest";
import {
  callersOf,
  networkPolicies,
  type PlatformPeers,
  type Workload,
} from "../../../components/lib/network-policies";

const peers: PlatformPeers = {
  dns: { namespace: "kube-system", labels: { "k8s-app": "kube-dns" } },
  apiServer: { cidrs: ["10.0.0.1/32", "10.0.0.2/32"], port: 6443 },
  ingressController: { namespace: "ingress", labels: { app: "nginx" }, serviceAccount: "nginx" },
  prometheus: { namespace: "monitoring", labels: { app: "prometheus" }, serviceAccount: "prometheus" },
  mesh: false,
  clusterCidrs: ["10.244.0.0/16", "10.96.0.0/16"],
};

const quiet: Omit<Workload, "name"> = { ports: [], ingressPorts: [], calls: [], egress: [], apiServer: false };
const pods = (namespace: string, labels: Record<string, string>) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  podSelector: { matchLabels: labels },
});
const named = (name: string) => ({ "app.kubernetes.io/name": name });

function policiesOf(workload: Partial<Workload>, callers = callersOf("none", []), apiServer = false) {
  const policies = networkPolicies({ apiServer, workloads: [{ ...quiet, name: "api", ...workload }] }, peers, callers);
  return Object.fromEntries(policies.map(({ name, spec }) => [name, spec]));
}

describe("what every namespace gets", () => {
  it("denies everything both ways and lets all pods ask DNS, and nothing else", () => {
    expect(policiesOf({})).toEqual({
      "default-deny": { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
      dns: {
        podSelector: {},
        policyTypes: ["Egress"],
        egress: [
          {
            to: [pods("kube-system", { "k8s-app": "kube-dns" })],
            ports: [
              { port: 53, protocol: "UDP" },
              { port: 53, protocol: "TCP" },
            ],
          },
        ],
      },
    });
  });

  it("opens the API server to all pods only where the namespace asks", () => {
    expect(policiesOf({}, [], true)["api-server"]).toEqual({
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [
        {
          to: [{ ipBlock: { cidr: "10.0.0.1/32" } }, { ipBlock: { cidr: "10.0.0.2/32" } }],
          ports: [{ port: 6443, protocol: "TCP" }],
        },
      ],
    });
  });
});

describe("Vault", () => {
  const vault = { namespace: "vault", labels: named("vault"), port: 8200 };
  const policiesWith = (namespace: { vault?: boolean }, more: Partial<PlatformPeers>) =>
    networkPolicies({ apiServer: false, workloads: [], ...namespace }, { ...peers, ...more }, []).filter(
      ({ name }) => name === "vault",
    );

  it("is open to every pod of a namespace that may use it, on its own port in the mesh too", () => {
    const spec = {
      podSelector: {},
      policyTypes: ["Egress"],
      egress: [{ to: [pods("vault", named("vault"))], ports: [{ port: 8200, protocol: "TCP" }] }],
    };
    expect(policiesWith({ vault: true }, { vault })).toEqual([{ name: "vault", spec }]);
    expect(policiesWith({ vault: true }, { vault, mesh: true })).toEqual([{ name: "vault", spec }]);
  });

  it("is closed to others, and where there is none", () => {
    expect(policiesWith({}, { vault })).toEqual([]);
    expect(policiesWith({ vault: true }, {})).toEqual([]);
  });
});

describe("what a workload declares is opened, for its pods alone", () => {
  const opened: [what: string, workload: Partial<Workload>, ingress: unknown[], egress: unknown[]][] = [
    [
      "the ingress controller to the declared ports",
      { ports: [8080, 9000], ingressPorts: [8080] },
      [{ from: [pods("ingress", { app: "nginx" })], ports: [{ port: 8080, protocol: "TCP" }] }],
      [],
    ],
    [
      "Prometheus to the metrics port",
      { metricsPort: 9090 },
      [{ from: [pods("monitoring", { app: "prometheus" })], ports: [{ port: 9090, protocol: "TCP" }] }],
      [],
    ],
    [
      "a call to another workload",
      { calls: [{ namespace: "catalog", workload: "web", port: 80 }] },
      [],
      [{ to: [pods("catalog", named("web"))], ports: [{ port: 80, protocol: "TCP" }] }],
    ],
    [
      "an address outside",
      { egress: [{ cidr: "203.0.113.0/24", port: 53, protocol: "UDP" }] },
      [],
      [{ to: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: 53, protocol: "UDP" }] }],
    ],
    [
      "the whole internet but the cluster's own and the metadata addresses",
      { egress: [{ cidr: "0.0.0.0/0", port: 443, protocol: "TCP" }] },
      [],
      [
        {
          to: [
            {
              ipBlock: {
                cidr: "0.0.0.0/0",
                except: ["10.244.0.0/16", "10.96.0.0/16", "169.254.169.254/32", "168.63.129.16/32"],
              },
            },
          ],
          ports: [{ port: 443, protocol: "TCP" }],
        },
      ],
    ],
    [
      "the IPv6 internet but the metadata address",
      { egress: [{ cidr: "::/0", port: 443, protocol: "TCP" }] },
      [],
      [
        {
          to: [{ ipBlock: { cidr: "::/0", except: ["fd00:ec2::254/128"] } }],
          ports: [{ port: 443, protocol: "TCP" }],
        },
      ],
    ],
  ];

  it.each(opened)("%s", (_, workload, ingress, egress) => {
    expect(policiesOf(workload)["workload-api"]).toEqual({
      podSelector: { matchLabels: named("api") },
      policyTypes: ["Ingress", "Egress"],
      ingress,
      egress,
    });
  });

  it("both ends of a call: the caller's side and the called side, in another namespace", () => {
    const caller = { ...quiet, name: "web", calls: [{ namespace: "payments", workload: "api", port: 8080 }] };
    const callers = callersOf("payments", [{ name: "catalog", workloads: [caller] }]);
    expect(policiesOf({ ports: [8080] }, callers)["workload-api"]?.ingress).toEqual([
      { from: [pods("catalog", named("web"))], ports: [{ port: 8080, protocol: "TCP" }] },
    ]);
  });

  it("a call opens nothing for other workloads of the called namespace", () => {
    const callers = [{ from: { namespace: "catalog", workload: "web" }, to: { workload: "database", port: 5432 } }];
    expect(policiesOf({ ports: [8080] }, callers)).not.toHaveProperty("workload-api");
  });
});

describe("in the mesh", () => {
  const inMesh = { ...peers, mesh: true };
  const port = (number: number) => ({ port: number, protocol: "TCP" });
  const waypointPods = { "gateway.networking.k8s.io/gateway-name": "waypoint" };
  const specs = (
    workload: Partial<Workload>,
    { callers = [] as ReturnType<typeof callersOf>, waypoint = false, more = [] as string[] } = {},
  ) => {
    const namespace = { apiServer: false, waypoint, workloads: [{ ...quiet, name: "api", ...workload }] };
    const clusterCidrs = [...peers.clusterCidrs, ...more];
    const policies = networkPolicies(namespace, { ...inMesh, clusterCidrs }, callers);
    return Object.fromEntries(policies.map(({ name, spec }) => [name, spec]));
  };
  const callers = [{ from: { namespace: "catalog", workload: "web" }, to: { workload: "api", port: 8080 } }];

  it("every connection between pods is let in on the mesh's port too, and none to addresses", () => {
    const workload = {
      ports: [8080, 8081],
      ingressPorts: [8080, 8081],
      metricsPort: 9090,
      calls: [{ namespace: "payments", workload: "database", port: 5432 }],
      egress: [{ cidr: "203.0.113.0/24", port: 443, protocol: "TCP" as const }],
      webhookPorts: [9443],
    };
    expect(specs(workload, { callers })["workload-api"]).toEqual({
      podSelector: { matchLabels: named("api") },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [pods("ingress", { app: "nginx" })], ports: [port(8080), port(8081), port(15008)] },
        { from: [pods("monitoring", { app: "prometheus" })], ports: [port(9090), port(15008)] },
        { from: [{ ipBlock: { cidr: "10.0.0.1/32" } }, { ipBlock: { cidr: "10.0.0.2/32" } }], ports: [port(9443)] },
        { from: [pods("catalog", named("web"))], ports: [port(8080), port(15008)] },
      ],
      egress: [
        { to: [pods("payments", named("database"))], ports: [port(5432), port(15008)] },
        { to: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [port(443)] },
      ],
    });
  });

  it.each([
    ["IPv4", [], ["169.254.7.127/32"]],
    ["IPv6 too", ["fd00::/64"], ["169.254.7.127/32", "fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128"]],
  ])("the kubelet probes every pod over %s", (_, more, sources) => {
    expect(specs({}, { more })["kubelet-probes"]).toEqual({
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [{ from: sources.map((cidr) => ({ ipBlock: { cidr } })), ports: [{ protocol: "TCP" }] }],
    });
  });

  it("calls go to the called namespace's waypoint, and its workloads hear of them from there only", () => {
    const opened = specs(
      { ports: [8080], calls: [{ namespace: "data", workload: "db", port: 5432, throughWaypoint: true }] },
      { callers: [...callers, ...callers], waypoint: true },
    );
    expect(opened["workload-api"]).toEqual({
      podSelector: { matchLabels: named("api") },
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ podSelector: { matchLabels: waypointPods } }], ports: [port(15008)] }],
      egress: [{ to: [pods("data", waypointPods)], ports: [port(15008)] }],
    });
    expect(opened["waypoint"]).toEqual({
      podSelector: { matchLabels: waypointPods },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        { from: [pods("catalog", named("web"))], ports: [port(15008)] },
        { from: [pods("monitoring", { app: "prometheus" })], ports: [port(15020)] },
      ],
      egress: [
        { to: [{ podSelector: { matchLabels: named("api") } }], ports: [port(15008)] },
        { to: [pods("istio-system", { app: "istiod" })], ports: [port(15012)] },
      ],
    });
  });

  it("a waypoint that nobody calls is open to Prometheus alone", () => {
    expect(specs({ ports: [8080] }, { waypoint: true })["waypoint"]).toMatchObject({
      ingress: [{ from: [pods("monitoring", { app: "prometheus" })], ports: [port(15020)] }],
      egress: [{ to: [pods("istio-system", { app: "istiod" })], ports: [port(15012)] }],
    });
  });
});
