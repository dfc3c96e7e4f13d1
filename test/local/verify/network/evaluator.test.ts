import { describe, expect, it } from "vitest";
import { NetworkEvaluator } from "../../../../local/verify/network/evaluator";
import type { Endpoint, NetworkPolicy, PodEndpoint, Protocol } from "../../../../local/verify/network/types";

const namespaces = new Map<string, Record<string, string>>([
  ["default", { "kubernetes.io/metadata.name": "default" }],
  ["myproject", { project: "myproject" }],
  ["other", { project: "other" }],
]);
const pod = (namespace: string, labels: Record<string, string>, more: Partial<PodEndpoint> = {}): PodEndpoint => ({
  kind: "pod",
  namespace,
  name: `${namespace}-${Object.values(labels).join("-")}`,
  labels,
  ips: ["10.244.0.9", "fd00::9"],
  ...more,
});
const address = (ip: string): Endpoint => ({ kind: "address", name: ip, ip });
const policy = (spec: NetworkPolicy["spec"], name = "p", namespace = "default"): NetworkPolicy => ({
  metadata: { name, namespace },
  spec,
});
const allowed = (
  policies: NetworkPolicy[],
  from: Endpoint,
  to: Endpoint,
  port = 6379,
  protocol: Protocol = "TCP",
): boolean => new NetworkEvaluator(policies, namespaces).decide(from, to, port, protocol).allowed;

const db = pod("default", { role: "db" });
const frontend = pod("default", { role: "frontend" });
const stranger = pod("other", { role: "frontend" });

describe("the example of the Kubernetes documentation", () => {
  const example = policy({
    podSelector: { matchLabels: { role: "db" } },
    policyTypes: ["Ingress", "Egress"],
    ingress: [
      {
        from: [
          { ipBlock: { cidr: "172.17.0.0/16", except: ["172.17.1.0/24"] } },
          { namespaceSelector: { matchLabels: { project: "myproject" } } },
          { podSelector: { matchLabels: { role: "frontend" } } },
        ],
        ports: [{ protocol: "TCP", port: 6379 }],
      },
    ],
    egress: [{ to: [{ ipBlock: { cidr: "10.0.0.0/24" } }], ports: [{ protocol: "TCP", port: 5978 }] }],
  });

  it.each<[string, Endpoint, Endpoint, number, Protocol, boolean]>([
    ["a frontend of the same namespace", frontend, db, 6379, "TCP", true],
    ["any pod of the selected namespace", pod("myproject", { x: "y" }), db, 6379, "TCP", true],
    ["an address of the block", address("172.17.2.1"), db, 6379, "TCP", true],
    ["an excepted address", address("172.17.1.1"), db, 6379, "TCP", false],
    ["an address outside", address("172.18.0.1"), db, 6379, "TCP", false],
    ["a frontend of another namespace", stranger, db, 6379, "TCP", false],
    ["another port", frontend, db, 6380, "TCP", false],
    ["another protocol", frontend, db, 6379, "UDP", false],
    ["egress to the block", db, address("10.0.0.5"), 5978, "TCP", true],
    ["egress to another port", db, address("10.0.0.5"), 5979, "TCP", false],
    ["egress outside", db, address("10.0.1.5"), 5978, "TCP", false],
    ["a pod that no policy selects", frontend, address("10.0.1.5"), 1, "UDP", true],
  ])("%s", (_, from, to, port, protocol, expected) => {
    expect(allowed([example], from, to, port, protocol)).toBe(expected);
  });
});

describe("selectors of peers", () => {
  const from = (...peers: NonNullable<NonNullable<NetworkPolicy["spec"]["ingress"]>[0]["from"]>) =>
    policy({ podSelector: {}, ingress: [{ from: peers }] });
  const alice = pod("myproject", { role: "client" });
  const bob = pod("myproject", { role: "other" });

  it("two selectors in one item are joined by AND", () => {
    const both = from({
      namespaceSelector: { matchLabels: { project: "myproject" } },
      podSelector: { matchLabels: { role: "client" } },
    });
    expect([alice, bob, frontend].map((each) => allowed([both], each, db))).toEqual([true, false, false]);
  });

  it("two selectors in two items are joined by OR", () => {
    const either = from(
      { namespaceSelector: { matchLabels: { project: "myproject" } } },
      { podSelector: { matchLabels: { role: "frontend" } } },
    );
    expect([alice, bob, frontend, stranger].map((each) => allowed([either], each, db))).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  it("an empty namespace selector means every namespace, and no address", () => {
    const every = from({ namespaceSelector: {} });
    expect([alice, frontend, address("10.244.0.9")].map((each) => allowed([every], each, db))).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("an empty pod selector means every pod of the policy's own namespace", () => {
    expect([frontend, alice].map((each) => allowed([from({ podSelector: {} })], each, db))).toEqual([true, false]);
  });

  it("a peer that names nothing matches nothing", () => {
    expect(allowed([from({})], frontend, db)).toBe(false);
  });

  it("no peers mean every peer", () => {
    expect([stranger, address("192.0.2.1")].map((each) => allowed([from()], each, db))).toEqual([true, true]);
    expect(allowed([policy({ podSelector: {}, ingress: [{}] })], stranger, db)).toBe(true);
  });

  it("a block of either family matches addresses and the addresses of pods", () => {
    const v6 = from({ ipBlock: { cidr: "fd00::/8", except: ["fd00:ec2::254/128"] } });
    expect(
      [address("fd00::1"), address("fd00:ec2::254"), address("10.0.0.1"), stranger].map((each) =>
        allowed([v6], each, db),
      ),
    ).toEqual([true, false, false, true]);
  });
});

describe("isolation", () => {
  const elsewhere = { to: [{ ipBlock: { cidr: "192.0.2.0/24" } }] };

  it.each<[string, NetworkPolicy["spec"], boolean, boolean]>([
    ["default deny of ingress", { podSelector: {}, policyTypes: ["Ingress"] }, false, true],
    ["default deny of egress", { podSelector: {}, policyTypes: ["Egress"] }, true, false],
    ["default deny of both", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }, false, false],
    ["without policyTypes: ingress", { podSelector: {} }, false, true],
    ["without policyTypes and with egress rules: both", { podSelector: {}, egress: [elsewhere] }, false, false],
    [
      "egress rules that policyTypes leaves out",
      { podSelector: {}, policyTypes: ["Ingress"], egress: [elsewhere] },
      false,
      true,
    ],
    ["a missing pod selector: every pod", { policyTypes: ["Ingress"] }, false, true],
    ["a selector that misses the pod", { podSelector: { matchLabels: { a: "b" } } }, true, true],
  ])("%s", (_, spec, ingress, egress) => {
    expect(allowed([policy(spec)], stranger, db)).toBe(ingress);
    expect(allowed([policy(spec)], db, stranger)).toBe(egress);
  });

  it("egress without a rule is denied where policyTypes says egress", () => {
    const closed = policy({ podSelector: {}, policyTypes: ["Egress"], egress: [] });
    expect(allowed([closed], db, address("192.0.2.1"))).toBe(false);
  });

  it("a policy of another namespace says nothing", () => {
    expect(allowed([policy({ podSelector: {} }, "p", "other")], frontend, db)).toBe(true);
  });

  it("a connection needs both ends, and policies add up", () => {
    const deny = policy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] }, "deny");
    const out = policy({ podSelector: {}, egress: [{}], policyTypes: ["Egress"] }, "out");
    const into = policy({ podSelector: {}, ingress: [{}] }, "in");
    expect(allowed([deny, out], frontend, db)).toBe(false);
    expect(allowed([deny, into], frontend, db)).toBe(false);
    const {
      allowed: both,
      egress,
      ingress,
    } = new NetworkEvaluator([deny, out, into], namespaces).decide(frontend, db, 1, "TCP");
    expect(both).toBe(true);
    expect(egress).toEqual({ allowed: true, isolatedBy: ["default/deny", "default/out"], allowedBy: ["default/out"] });
    expect(ingress).toEqual({ allowed: true, isolatedBy: ["default/deny", "default/in"], allowedBy: ["default/in"] });
  });
});

describe("ports", () => {
  const to = (...ports: NonNullable<NonNullable<NetworkPolicy["spec"]["egress"]>[0]["ports"]>) =>
    policy({ podSelector: { matchLabels: { role: "frontend" } }, policyTypes: ["Egress"], egress: [{ ports }] });
  const server = pod("default", { role: "db" }, { ports: [{ name: "redis", port: 6379, protocol: "TCP" }] });

  it.each<[string, NetworkPolicy, Endpoint, number, Protocol, boolean]>([
    ["a number is TCP unless it says otherwise", to({ port: 53 }), server, 53, "UDP", false],
    ["a protocol alone means all its ports", to({ protocol: "UDP" }), server, 53, "UDP", true],
    ["first of a range", to({ port: 100, endPort: 200 }), server, 100, "TCP", true],
    ["last of a range", to({ port: 100, endPort: 200 }), server, 200, "TCP", true],
    ["before a range", to({ port: 100, endPort: 200 }), server, 99, "TCP", false],
    ["after a range", to({ port: 100, endPort: 200 }), server, 201, "TCP", false],
    ["a name of the destination", to({ port: "redis" }), server, 6379, "TCP", true],
    ["a name and another port", to({ port: "redis" }), server, 6380, "TCP", false],
    ["a name that the destination lacks", to({ port: "http" }), server, 6379, "TCP", false],
    ["a name at an address", to({ port: "redis" }), address("192.0.2.1"), 6379, "TCP", false],
    ["SCTP", to({ port: 7, protocol: "SCTP" }), server, 7, "SCTP", true],
    ["no ports", to(), server, 1, "SCTP", true],
  ])("%s", (_, its, destination, port, protocol, expected) => {
    expect(allowed([its], frontend, destination, port, protocol)).toBe(expected);
  });
});

describe("beyond policies", () => {
  const deny = policy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  const node: Endpoint = { kind: "node", name: "node-1", ip: "192.168.0.1" };

  it("a pod reaches itself, but not another pod like it", () => {
    expect(allowed([deny], db, { ...db })).toBe(true);
    expect(allowed([deny], db, { ...db, name: "db-2" })).toBe(false);
  });

  it("a pod and its own node reach each other, another node is an address", () => {
    const placed = pod("default", { role: "db" }, { node: "node-1" });
    expect([allowed([deny], placed, node), allowed([deny], node, placed)]).toEqual([true, true]);
    expect(allowed([deny], { ...node, name: "node-2" }, placed)).toBe(false);
  });

  it("addresses are not policed among themselves", () => {
    expect(allowed([deny], address("192.0.2.1"), node)).toBe(true);
  });
});
