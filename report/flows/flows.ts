import { NetworkEvaluator } from "../../local/verify/network/evaluator";
import { selects } from "../../local/verify/network/selector";
import type { NetworkPolicy, Peer, PodEndpoint, PolicyPort, Protocol } from "../../local/verify/network/types";
import { groupBy, objectsOf, ofKind } from "../objects";
import type { Plan } from "../plan";
import { addressNames } from "./addresses";

/** Pods that NetworkPolicies treat alike. */
export interface Workload {
  namespace: string;
  /** Value of their label `app.kubernetes.io/name`, or the labels that policies know them by. */
  name: string;
}

/** A connection that the plan's NetworkPolicies let through. */
export interface Flow {
  from: Workload | Outside;
  to: Workload | Outside;
  /** Such as `8080`, `53/UDP`, `any port`. */
  ports: string[];
}

/** Addresses that are no pods of the plan. */
export interface Outside {
  outside: string;
}

/** Pods of the mesh receive every connection on this port; what is behind it is the other ports' business. */
const hbonePort = 15008;

/** A port that nobody declares: who reaches it reaches any. */
const undeclaredPort = 31999;
const everyPort = "any port";

const nameLabel = "kubernetes.io/metadata.name";

/**
 * Every connection between pods, and with addresses outside, that the NetworkPolicies of the plan allow: egress at the
 * one end and ingress at the other. Charts bring no policies of their own: what they render makes no difference.
 */
export function flowsOf(plan: Plan): Flow[] {
  const objects = objectsOf(plan);
  const policies = ofKind<NetworkPolicy>(objects, "networking.k8s.io/NetworkPolicy").map(({ body }) => body);
  const namespaces = new Map<string, Record<string, string>>(
    ofKind(objects, "core/Namespace").map(({ name, labels }) => [name, { ...labels, [nameLabel]: name }]),
  );
  const pods = podsOf(policies, namespaces);
  // Every namespace has its name as a label, those that the plan does not make as well.
  for (const { namespace } of pods) {
    if (!namespaces.has(namespace)) namespaces.set(namespace, { [nameLabel]: namespace });
  }
  const evaluator = new NetworkEvaluator(policies, namespaces);
  const policiesOf = groupBy(policies, ({ metadata }) => metadata.namespace);
  const selecting = new Map(
    pods.map((pod) => [
      pod,
      (policiesOf.get(pod.namespace) ?? []).filter(({ spec }) => selects(spec.podSelector ?? {}, pod.labels)),
    ]),
  );
  const between = pods.flatMap((to) => {
    const policed = policiesOf.has(to.namespace);
    const rules = selecting.get(to)!.flatMap(({ spec }) => spec.ingress ?? []);
    const near = namespacesIn(rules, to.namespace, namespaces);
    return pods.flatMap((from) => {
      if ((from.namespace === to.namespace && from.name === to.name) || (policed && !near(from.namespace))) return [];
      const egress = selecting.get(from)!.flatMap(({ spec }) => spec.egress ?? []);
      const asked = (policed ? rules : egress).flatMap(({ ports }) => ports ?? []);
      const open = openPorts(asked, (port, protocol) => evaluator.decide(from, to, port, protocol).allowed);
      return open.length > 0 ? [{ from: workload(from), to: workload(to), ports: open }] : [];
    });
  });
  return merged([...between, ...outsideFlows(selecting, addressNames(plan))]);
}

/** Namespaces whose pods a rule may mean: most pairs need no closer look. */
function namespacesIn(
  rules: NonNullable<NetworkPolicy["spec"]["ingress"]>,
  own: string,
  namespaces: ReadonlyMap<string, Record<string, string>>,
): (namespace: string) => boolean {
  const selectors = rules.flatMap(({ from }) =>
    (from ?? [{ namespaceSelector: {} }]).flatMap(({ namespaceSelector, podSelector }) =>
      namespaceSelector ? [namespaceSelector] : podSelector ? [{ matchLabels: { [nameLabel]: own } }] : [],
    ),
  );
  const known = new Map<string, boolean>();
  return (namespace) => {
    if (!known.has(namespace)) {
      known.set(
        namespace,
        selectors.some((selector) => selects(selector, namespaces.get(namespace) ?? {})),
      );
    }
    return known.get(namespace)!;
  };
}

/** Pods of one name are one workload for people, whatever else tells them apart. */
function merged(flows: Flow[]): Flow[] {
  return [...groupBy(flows, ({ from, to }) => JSON.stringify([from, to])).values()].map((same) => {
    const ports = [...new Set(same.flatMap((flow) => flow.ports))];
    return { ...same[0]!, ports: ports.includes(everyPort) ? [everyPort] : ports.sort(byNumber) };
  });
}

const byNumber = (a: string, b: string) => parseInt(a) - parseInt(b) || a.localeCompare(b);

function workload({ namespace, name }: PodEndpoint): Workload {
  return { namespace, name };
}

/** One pod for each set of labels that a policy selects or names as a peer, and one that has none of them. */
function podsOf(policies: NetworkPolicy[], namespaces: ReadonlyMap<string, unknown>): PodEndpoint[] {
  const pods = new Map<string, PodEndpoint>();
  const add = (namespace: string, labels: Record<string, string>) => {
    const key = JSON.stringify([namespace, Object.entries(labels).sort()]);
    const name = labels["app.kubernetes.io/name"] ?? Object.values(labels).join(" ");
    if (!pods.has(key)) pods.set(key, { kind: "pod", namespace, name: name || "other pods", labels, ips: [] });
  };
  for (const { metadata, spec } of policies) {
    add(metadata.namespace, spec.podSelector?.matchLabels ?? {});
    const rules = [
      ...(spec.ingress ?? []).flatMap(({ from }) => from ?? []),
      ...(spec.egress ?? []).flatMap(({ to }) => to ?? []),
    ];
    for (const { podSelector, namespaceSelector } of rules) {
      const namespace = namespaceSelector?.matchLabels?.[nameLabel];
      // Pods of namespaces that the plan does not make are known only as somebody's peers.
      if (namespace && podSelector?.matchLabels && !namespaces.has(namespace)) add(namespace, podSelector.matchLabels);
    }
  }
  return [...pods.values()];
}

function openPorts(asked: PolicyPort[], allowed: (port: number, protocol: Protocol) => boolean): string[] {
  if (allowed(undeclaredPort, "TCP")) return [everyPort];
  const ports = new Map(
    asked.flatMap(({ port, endPort, protocol = "TCP" }) =>
      typeof port === "number" ? [[portName(port, protocol, endPort), { port, protocol }] as const] : [],
    ),
  );
  const open = [...ports].filter(([, { port, protocol }]) => allowed(port, protocol)).map(([name]) => name);
  const behind = open.filter((name) => name !== String(hbonePort));
  return behind.length > 0 ? behind : open;
}

function portName(port: number, protocol: Protocol, endPort = port): string {
  const range = endPort === port ? `${port}` : `${port}-${endPort}`;
  return protocol === "TCP" ? range : `${range}/${protocol}`;
}

function outsideFlows(selecting: ReadonlyMap<PodEndpoint, NetworkPolicy[]>, nameOf: (cidr: string) => string): Flow[] {
  return [...selecting].flatMap(([pod, policies]) => {
    const flows = (peers: Peer[] = [], ports: PolicyPort[] = []) =>
      peers.flatMap(({ ipBlock }) =>
        ipBlock ? [{ outside: { outside: nameOf(ipBlock.cidr) }, ports: portNames(ports) }] : [],
      );
    return policies.flatMap(({ spec }) => [
      ...(spec.ingress ?? []).flatMap(({ from, ports: at }) =>
        flows(from, at).map(({ outside, ports }) => ({ from: outside, to: workload(pod), ports })),
      ),
      ...(spec.egress ?? []).flatMap(({ to, ports: at }) =>
        flows(to, at).map(({ outside, ports }) => ({ from: workload(pod), to: outside, ports })),
      ),
    ]);
  });
}

function portNames(ports: PolicyPort[]): string[] {
  if (ports.length === 0) return [everyPort];
  return ports.map(({ port, protocol = "TCP", endPort }) =>
    typeof port === "number" ? portName(port, protocol, endPort) : (port ?? everyPort),
  );
}

/** Whether an end lies outside. */
export function isOutside(end: Flow["from"]): end is Outside {
  return "outside" in end;
}
