import { bareNamespaceLabels } from "../kubernetes/namespaces";
import { Labels } from "../kubernetes/labels";
import { Selector } from "../kubernetes/selector";
import type { NetworkPolicyPeer, NetworkPolicyPort, NetworkPolicyRule } from "../kubernetes/types";
import { all, any, nonEmpty, some } from "../unknowns";

const DNS_PORT = 53;
/** What the ports of every distribution's DNS pods are called. */
const PORT_NAMES = { UDP: "dns", TCP: "dns-tcp" } as const;
const KUBE_SYSTEM = bareNamespaceLabels("kube-system");
const DNS_LABELS: Record<string, string>[] = [
  { "k8s-app": "kube-dns" },
  { "k8s-app": "coredns" },
  { "app.kubernetes.io/name": "coredns" },
];
const KUBE_DNS = DNS_LABELS.map((labels) => new Labels(() => labels));

/** DNS needs both: answers that do not fit into a UDP packet come over TCP. */
export const DNS_PROTOCOLS = ["UDP", "TCP"] as const;

/**
 * Three-valued: whether an egress rule lets pods ask the cluster's DNS (pods in kube-system with one of the labels that
 * distributions give it, or an address such as that of a node-local cache).
 *
 * @param namespace Of the policy: a peer without namespaceSelector means it.
 */
export function allowsDns(
  rule: NetworkPolicyRule,
  protocol: (typeof DNS_PROTOCOLS)[number],
  namespace: string,
): boolean {
  return all(
    () =>
      openOrSome(
        () => rule.ports,
        (port) => isDns(port, protocol),
      ),
    () =>
      openOrSome(
        () => rule.to,
        (peer) => reachesDns(peer, namespace),
      ),
  );
}

/** In a network policy, an empty list is no limit. */
function openOrSome<T>(list: () => readonly T[] | undefined, holds: (item: T) => boolean): boolean {
  return any(
    () => !nonEmpty(list),
    () => some(list, holds),
  );
}

function isDns(port: NetworkPolicyPort, protocol: (typeof DNS_PROTOCOLS)[number]): boolean {
  return all(
    () => (port.protocol ?? "TCP") === protocol,
    () => {
      const from = port.port;
      if (from === undefined || from === null || from === PORT_NAMES[protocol]) return true;
      return Number(from) <= DNS_PORT && DNS_PORT <= Number(port.endPort ?? from);
    },
  );
}

function reachesDns(peer: NetworkPolicyPeer, namespace: string): boolean {
  if (peer.ipBlock) return true;
  const { namespaceSelector } = peer;
  return all(
    () => (namespaceSelector ? Selector.of(() => namespaceSelector).matches(KUBE_SYSTEM) : namespace === "kube-system"),
    () =>
      some(
        () => KUBE_DNS,
        (labels) => Selector.of(() => peer.podSelector).matches(labels),
      ),
  );
}
