import { celNarrow } from "../../lib/admission/cidr";
import { objectRule } from "../../lib/kubernetes/rule";
import { Selector } from "../../lib/kubernetes/selector";
import type { NetworkPolicy, NetworkPolicyPeer } from "../../lib/kubernetes/types";
import { AMM } from "../../lib/levels";
import { Cidr, METADATA_ADDRESSES } from "../../lib/network/cidr";
import { DIRECTIONS, peersOf, Policy, type Direction } from "../../lib/network/policy";
import type { Report } from "../../lib/report";
import { all, nonEmpty, some } from "../../lib/unknowns";

export const networkpolicyNotOpen = objectRule<NetworkPolicy>({
  name: "networkpolicy-not-open",
  title: "Network policies name their peers",
  description:
    "A network policy must say with whom pods may talk: not with everyone, and never with the cloud's metadata address, which hands out the node's credentials.",
  group: "network",
  severity: "high",
  levels: AMM,
  references: ["C-0052"],
  remedy:
    "List peers by namespaceSelector and podSelector, or by the narrowest ipBlock; put 169.254.169.254/32 and fd00:ec2::254/128 under except where a block holds them.",
  kinds: ["networking.k8s.io/NetworkPolicy"],
  check(object, report) {
    const policy = new Policy(object);
    for (const direction of DIRECTIONS) {
      report.each(
        () => policy.rules(direction),
        (rule, index) => {
          const at = `spec.${direction.toLowerCase()}[${index}]`;
          const key = direction === "Ingress" ? "from" : "to";
          if (!nonEmpty(() => peersOf(rule, direction))) {
            report.violation(`${at} must have peers under ${key}: without them it is open to everyone`);
          }
          report.each(
            () => peersOf(rule, direction),
            (peer, i) => checkPeer(peer, `${at}.${key}[${i}]`, direction, report),
          );
        },
      );
    }
  },
  admission: {
    variables: {
      ingress: "dyn(object).?spec.?ingress.orValue([])",
      egress: "dyn(object).?spec.?egress.orValue([])",
      peers: "variables.ingress.map(r, r.?from.orValue([])) + variables.egress.map(r, r.?to.orValue([]))",
      blocks: "variables.peers.map(list, list.filter(p, has(p.ipBlock)).map(p, p.ipBlock))",
      leaving: "variables.egress.map(r, r.?to.orValue([]).filter(p, has(p.ipBlock)).map(p, p.ipBlock))",
    },
    checks: [
      {
        holds: "variables.peers.all(list, size(list) > 0)",
        message: "spec.ingress[].from and spec.egress[].to must have peers: without them they are open to everyone",
      },
      {
        holds: `variables.peers.all(list, list.all(p, has(p.ipBlock) || (has(p.namespaceSelector)
          ? ${celPositive("p.namespaceSelector")} || ${celPositive("p.?podSelector.orValue({})")}
          : has(p.podSelector))))`.replace(/\s+/g, " "),
        message: "a peer must not be empty or select the pods of all namespaces",
      },
      {
        holds: `variables.blocks.all(list, list.all(b, ${celNarrow("b.cidr")}))`,
        message: "ipBlock.cidr must be a CIDR, and narrower than most of the internet",
      },
      ...METADATA_ADDRESSES.map((address) => ({
        holds: `variables.leaving.all(list, list.all(b, !cidr(b.cidr).containsIP('${address}') ||
          b.?except.orValue([]).exists(e, isCIDR(e) && cidr(e).containsIP('${address}'))))`.replace(/\s+/g, " "),
        message: `spec.egress[].to[].ipBlock.except must hold ${address}, the cloud's metadata address`,
      })),
    ],
  },
});

function checkPeer(peer: NetworkPolicyPeer, at: string, direction: Direction, report: Report): void {
  if (peer.ipBlock) {
    checkBlock(peer.ipBlock, `${at}.ipBlock`, direction, report);
    return;
  }
  const pods = Selector.of(() => peer.podSelector);
  if (peer.namespaceSelector) {
    const namespaces = Selector.of(() => peer.namespaceSelector);
    const everything = all(
      () => !namespaces.positive,
      () => !pods.positive,
    );
    if (everything) report.violation(`${at} must not select the pods of all namespaces`);
  } else if (!peer.podSelector) report.violation(`${at} must not be empty`);
}

function checkBlock(
  block: NonNullable<NetworkPolicyPeer["ipBlock"]>,
  at: string,
  direction: Direction,
  report: Report,
): void {
  const cidr = Cidr.parse(block.cidr);
  if (!cidr) {
    report.violation(`${at}.cidr must be a CIDR`);
    return;
  }
  if (cidr.open) report.violation(`${at}.cidr must be narrower: it is open to most of the internet`);
  if (direction === "Ingress") return;
  for (const address of METADATA_ADDRESSES.filter((a) => cidr.contains(a))) {
    report.attempt(() => {
      const excepted = some(
        () => block.except,
        (except) => Cidr.parse(except)?.contains(address) ?? false,
      );
      if (!excepted) report.violation(`${at}.except must hold ${address}, the cloud's metadata address`);
    });
  }
}

/** {@link Selector.positive} as CEL. */
function celPositive(selector: string): string {
  const expressions = `${selector}.?matchExpressions.orValue([])`;
  const asks = "e.operator == 'In' || (e.operator == 'Exists' && e.key != 'kubernetes.io/metadata.name')";
  return `(size(${selector}.?matchLabels.orValue({})) > 0 || ${expressions}.exists(e, ${asks}))`;
}
