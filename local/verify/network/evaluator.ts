import { blockMatcher, type BlockMatcher } from "./ip-block";
import { selects } from "./selector";
import type { Direction, Endpoint, NetworkPolicy, Peer, PodEndpoint, PolicyPort, Protocol } from "./types";

/** What the policies of one pod say of a connection in one direction. */
export interface Verdict {
  allowed: boolean;
  /** Policies (`namespace/name`) that isolate the pod in this direction; none means that everything is allowed. */
  isolatedBy: string[];
  /** Those among them that allow the connection. */
  allowedBy: string[];
}

export interface Decision {
  allowed: boolean;
  egress: Verdict;
  ingress: Verdict;
}

interface CompiledPolicy {
  /** `namespace/name`. */
  id: string;
  selects(pod: PodEndpoint): boolean;
  rules: Partial<Record<Direction, Rule[]>>;
}

interface Rule {
  ports: PolicyPort[];
  peers: ((peer: Endpoint) => boolean)[];
}

const unpoliced: Verdict = { allowed: true, isolatedBy: [], allowedBy: [] };

/**
 * Answers connectivity questions under NetworkPolicy v1: a connection needs egress at its source and ingress at its
 * destination; a pod that no policy isolates in a direction may do anything in it; policies only add permissions.
 *
 * Where the specification leaves room: blocks of addresses also match the addresses of pods (as most plugins do),
 * and pods in their node's network are beyond policies.
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 */
export class NetworkEvaluator {
  private readonly policies: CompiledPolicy[];
  private readonly isolating = new Map<Direction, WeakMap<PodEndpoint, CompiledPolicy[]>>([
    ["Ingress", new WeakMap()],
    ["Egress", new WeakMap()],
  ]);

  /** @param namespaces labels by the name of the namespace */
  constructor(policies: NetworkPolicy[], namespaces: ReadonlyMap<string, Record<string, string>>) {
    this.policies = policies.map((policy) => compile(policy, namespaces));
  }

  /** Whether `source` may open a connection to `port` of `destination`. */
  decide(source: Endpoint, destination: Endpoint, port: number, protocol: Protocol): Decision {
    if (beyondPolicies(source, destination)) return { allowed: true, egress: unpoliced, ingress: unpoliced };
    const egress = this.verdict("Egress", source, destination, destination, port, protocol);
    const ingress = this.verdict("Ingress", destination, source, destination, port, protocol);
    return { allowed: egress.allowed && ingress.allowed, egress, ingress };
  }

  private verdict(
    direction: Direction,
    subject: Endpoint,
    peer: Endpoint,
    destination: Endpoint,
    port: number,
    protocol: Protocol,
  ): Verdict {
    if (subject.kind !== "pod") return unpoliced;
    const isolating = this.isolatingPolicies(direction, subject);
    const allowing = isolating.filter((policy) =>
      policy.rules[direction]?.some(
        (rule) => portMatches(rule.ports, destination, port, protocol) && peerMatches(rule.peers, peer),
      ),
    );
    return {
      allowed: isolating.length === 0 || allowing.length > 0,
      isolatedBy: isolating.map((policy) => policy.id),
      allowedBy: allowing.map((policy) => policy.id),
    };
  }

  private isolatingPolicies(direction: Direction, pod: PodEndpoint): CompiledPolicy[] {
    const cache = this.isolating.get(direction)!;
    let found = cache.get(pod);
    if (!found) {
      found = this.policies.filter((policy) => policy.rules[direction] && policy.selects(pod));
      cache.set(pod, found);
    }
    return found;
  }
}

/** A pod always reaches itself and the node that runs it, and the node reaches the pod. */
function beyondPolicies(a: Endpoint, b: Endpoint): boolean {
  if (a.kind === "pod" && b.kind === "pod") return a.namespace === b.namespace && a.name === b.name;
  if (a.kind === "pod" && b.kind === "node") return a.node === b.name;
  if (a.kind === "node" && b.kind === "pod") return b.node === a.name;
  return false;
}

function compile(policy: NetworkPolicy, namespaces: ReadonlyMap<string, Record<string, string>>): CompiledPolicy {
  const { name, namespace } = policy.metadata;
  const { podSelector = {}, ingress = [], egress = [] } = policy.spec;
  // The API server's defaults: always ingress, egress only where rules for it exist.
  const types = policy.spec.policyTypes?.length
    ? policy.spec.policyTypes
    : (["Ingress", ...(egress.length > 0 ? ["Egress"] : [])] as Direction[]);
  const rule = (peers: Peer[] = [], ports: PolicyPort[] = []): Rule => ({
    ports,
    peers: peers.map((peer) => compilePeer(peer, namespace, namespaces)),
  });
  return {
    id: `${namespace}/${name}`,
    selects: (pod) => pod.namespace === namespace && selects(podSelector, pod.labels),
    rules: {
      ...(types.includes("Ingress") ? { Ingress: ingress.map(({ from, ports }) => rule(from, ports)) } : {}),
      ...(types.includes("Egress") ? { Egress: egress.map(({ to, ports }) => rule(to, ports)) } : {}),
    },
  };
}

function compilePeer(
  peer: Peer,
  ownNamespace: string,
  namespaces: ReadonlyMap<string, Record<string, string>>,
): (endpoint: Endpoint) => boolean {
  const { podSelector, namespaceSelector, ipBlock } = peer;
  if (ipBlock) {
    const matches: BlockMatcher = blockMatcher(ipBlock);
    return (endpoint) => (endpoint.kind === "pod" ? endpoint.ips.some(matches) : matches(endpoint.ip));
  }
  if (!podSelector && !namespaceSelector) return () => false; // The API server refuses a peer that names nothing.
  return (endpoint) => {
    if (endpoint.kind !== "pod") return false;
    const inNamespace = namespaceSelector
      ? selects(namespaceSelector, namespaces.get(endpoint.namespace) ?? {})
      : endpoint.namespace === ownNamespace;
    return inNamespace && selects(podSelector ?? {}, endpoint.labels);
  };
}

/** No peers mean every peer. */
function peerMatches(peers: Rule["peers"], endpoint: Endpoint): boolean {
  return peers.length === 0 || peers.some((matches) => matches(endpoint));
}

/** No ports mean every port. A named port is looked up at the destination. */
function portMatches(ports: PolicyPort[], destination: Endpoint, port: number, protocol: Protocol): boolean {
  if (ports.length === 0) return true;
  return ports.some((rule) => {
    if ((rule.protocol ?? "TCP") !== protocol) return false;
    if (rule.port === undefined) return true;
    if (typeof rule.port === "number") return port >= rule.port && port <= (rule.endPort ?? rule.port);
    const named = destination.kind === "pod" ? (destination.ports ?? []) : [];
    return named.some((its) => its.name === rule.port && its.protocol === protocol && its.port === port);
  });
}
