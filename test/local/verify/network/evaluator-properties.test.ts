import { isIPv6 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NetworkEvaluator } from "../../../../local/verify/network/evaluator";
import type {
  Endpoint,
  LabelSelector,
  NetworkPolicy,
  Peer,
  PodEndpoint,
  PolicyPort,
  Protocol,
} from "../../../../local/verify/network/types";

/*
 * A second formulation of the specification, as sets: the connections that each policy allows are written down one by
 * one, in the words of the API reference, over a universe that is small enough for it.
 */

const namespaces = new Map<string, Record<string, string>>([
  ["a", { team: "x" }],
  ["b", { team: "y", open: "yes" }],
]);
const pods: PodEndpoint[] = ["a", "b"].flatMap((namespace, n) =>
  [{ app: "web" }, { app: "db", tier: "back" }, {}].map((labels, i): PodEndpoint => ({
    kind: "pod",
    namespace,
    name: `pod-${i}`,
    labels: labels as Record<string, string>,
    ips: [`10.0.${n}.${i}`, `fd00::${n}:${i}`],
    ports: i === 1 ? [{ name: "main", port: 2, protocol: "TCP" }] : [],
  })),
);
const hosts: Endpoint[] = ["10.0.1.200", "192.0.2.1", "fd00::1:99"].map((ip) => ({ kind: "address", name: ip, ip }));
const endpoints = [...pods, ...hosts];
const ports = [1, 2, 3];
const protocols: Protocol[] = ["TCP", "UDP"];

const value = fc.constantFrom("web", "db", "back", "x", "y");
const key = fc.constantFrom("app", "tier", "team", "open");
const selector: fc.Arbitrary<LabelSelector> = fc.record(
  {
    matchLabels: fc.dictionary(key, value, { maxKeys: 1 }),
    matchExpressions: fc.array(
      fc.oneof(
        fc.record({
          key,
          operator: fc.constantFrom("In", "NotIn"),
          values: fc.array(value, { minLength: 1, maxLength: 2 }),
        }),
        fc.record({ key, operator: fc.constantFrom("Exists", "DoesNotExist") }),
      ),
      { maxLength: 1 },
    ),
  },
  { requiredKeys: [] },
);
const peer: fc.Arbitrary<Peer> = fc.oneof(
  fc.record({ podSelector: selector }),
  fc.record({ namespaceSelector: selector }),
  fc.record({ podSelector: selector, namespaceSelector: selector }),
  fc
    .constantFrom<NonNullable<Peer["ipBlock"]>>(
      { cidr: "10.0.0.0/16" },
      { cidr: "10.0.0.0/16", except: ["10.0.1.0/24"] },
      { cidr: "fd00::/16", except: ["fd00::1:0/112"] },
      { cidr: "0.0.0.0/0" },
    )
    .map((ipBlock): Peer => ({ ipBlock })),
);
const port: fc.Arbitrary<PolicyPort> = fc.oneof(
  fc.record({ protocol: fc.constantFrom(...protocols) }),
  fc.record({ protocol: fc.constantFrom(...protocols), port: fc.constantFrom<number | string>(1, 2, "main") }),
  fc.record({ port: fc.constantFrom(1, 2), endPort: fc.constantFrom(2, 3) }),
);
const rule = <Side extends "from" | "to">(side: Side) =>
  fc.record(
    { [side]: fc.array(peer, { maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) },
    { requiredKeys: [] },
  );
const policy: fc.Arbitrary<NetworkPolicy> = fc.record({
  metadata: fc.record({ name: fc.constant("p"), namespace: fc.constantFrom("a", "b") }),
  spec: fc.record(
    {
      podSelector: selector,
      policyTypes: fc.subarray(["Ingress" as const, "Egress" as const]),
      ingress: fc.array(rule("from"), { maxLength: 2 }),
      egress: fc.array(rule("to"), { maxLength: 2 }),
    },
    { requiredKeys: [] },
  ),
});

function labelsMatch(its: LabelSelector | undefined, labels: Record<string, string>): boolean {
  const requirements = [
    ...Object.entries(its?.matchLabels ?? {}).map(([name, wanted]) => ({
      key: name,
      operator: "In",
      values: [wanted],
    })),
    ...(its?.matchExpressions ?? []),
  ];
  for (const { key: name, operator, values } of requirements) {
    const has = name in labels;
    const listed = has && (values ?? []).includes(labels[name]!);
    if (operator === "In" && !listed) return false;
    if (operator === "NotIn" && listed) return false;
    if (operator === "Exists" && !has) return false;
    if (operator === "DoesNotExist" && has) return false;
  }
  return true;
}

function bits(ip: string): string {
  if (!isIPv6(ip))
    return ip
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join("");
  const [head = "", tail = ""] = ip.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const zeros = Array.from({ length: 8 - groups(head).length - groups(tail).length }, () => "0");
  return [...groups(head), ...zeros, ...groups(tail)]
    .map((part) => parseInt(part, 16).toString(2).padStart(16, "0"))
    .join("");
}

function inside(cidr: string, ip: string): boolean {
  const [network = "", length = ""] = cidr.split("/");
  return isIPv6(network) === isIPv6(ip) && bits(ip).startsWith(bits(network).slice(0, Number(length)));
}

/** Everything that a list of peers stands for. */
function peersOf(peers: Peer[] | undefined, namespace: string): Endpoint[] {
  if (!peers || peers.length === 0) return endpoints;
  return endpoints.filter((endpoint) =>
    peers.some(({ ipBlock, namespaceSelector, podSelector }) => {
      const ips = endpoint.kind === "pod" ? endpoint.ips : [endpoint.ip];
      if (ipBlock)
        return ips.some((ip) => inside(ipBlock.cidr, ip) && !(ipBlock.except ?? []).some((e) => inside(e, ip)));
      if (endpoint.kind !== "pod") return false;
      if (namespaceSelector && !labelsMatch(namespaceSelector, namespaces.get(endpoint.namespace)!)) return false;
      if (!namespaceSelector && endpoint.namespace !== namespace) return false;
      return labelsMatch(podSelector, endpoint.labels);
    }),
  );
}

/** Every port number and protocol that a list of ports stands for at a destination. */
function portsOf(list: PolicyPort[] | undefined, destination: Endpoint): Set<string> {
  const all = ports.flatMap((number) => protocols.map((protocol) => ({ number, protocol })));
  const chosen = all.filter(({ number, protocol }) => {
    if (!list || list.length === 0) return true;
    return list.some((entry) => {
      if (protocol !== (entry.protocol ?? "TCP")) return false;
      const named = destination.kind === "pod" ? destination.ports?.find(({ name }) => name === entry.port) : undefined;
      const from =
        typeof entry.port === "string" ? (named?.protocol === protocol ? named.port : -1) : (entry.port ?? 0);
      const to = entry.endPort ?? (entry.port === undefined ? 65535 : from);
      return from <= number && number <= to;
    });
  });
  return new Set(chosen.map(({ number, protocol }) => `${number}/${protocol}`));
}

/** All allowed connections, as text. */
function specification(policies: NetworkPolicy[]): Set<string> {
  const sides = { Ingress: new Set<string>(), Egress: new Set<string>() };
  const isolated = { Ingress: new Set<PodEndpoint>(), Egress: new Set<PodEndpoint>() };
  const name = (from: Endpoint, to: Endpoint, at: string) =>
    `${endpoints.indexOf(from)}>${endpoints.indexOf(to)}:${at}`;
  for (const { metadata, spec } of policies) {
    const given = spec.policyTypes ?? [];
    const types = given.length > 0 ? given : spec.egress?.length ? ["Ingress", "Egress"] : ["Ingress"];
    for (const subject of pods) {
      if (subject.namespace !== metadata.namespace || !labelsMatch(spec.podSelector, subject.labels)) continue;
      if (types.includes("Ingress")) {
        isolated.Ingress.add(subject);
        for (const { from, ports: list } of spec.ingress ?? []) {
          for (const source of peersOf(from, metadata.namespace)) {
            for (const at of portsOf(list, subject)) sides.Ingress.add(name(source, subject, at));
          }
        }
      }
      if (types.includes("Egress")) {
        isolated.Egress.add(subject);
        for (const { to, ports: list } of spec.egress ?? []) {
          for (const destination of peersOf(to, metadata.namespace)) {
            for (const at of portsOf(list, destination)) sides.Egress.add(name(subject, destination, at));
          }
        }
      }
    }
  }
  const connections = endpoints.flatMap((from) =>
    endpoints.flatMap((to) => [...portsOf(undefined, to)].map((at) => ({ from, to, text: name(from, to, at) }))),
  );
  const free = (direction: "Ingress" | "Egress", end: Endpoint) => end.kind !== "pod" || !isolated[direction].has(end);
  return new Set(
    connections
      .filter(({ from, to, text }) =>
        from === to
          ? true
          : (free("Egress", from) || sides.Egress.has(text)) && (free("Ingress", to) || sides.Ingress.has(text)),
      )
      .map(({ text }) => text),
  );
}

describe("the evaluator", () => {
  it("agrees with the specification written as sets, on any policies", () => {
    fc.assert(
      fc.property(fc.array(policy, { maxLength: 4 }), (policies) => {
        const evaluator = new NetworkEvaluator(policies, namespaces);
        const expected = specification(policies);
        for (const [i, from] of endpoints.entries()) {
          for (const [j, to] of endpoints.entries()) {
            for (const number of ports) {
              for (const protocol of protocols) {
                const text = `${i}>${j}:${number}/${protocol}`;
                const { allowed } = evaluator.decide(from, to, number, protocol);
                if (allowed !== expected.has(text)) expect.fail(`${text} is ${allowed ? "allowed" : "denied"}`);
              }
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
