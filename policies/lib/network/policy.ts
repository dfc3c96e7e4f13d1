import type { KubernetesObject } from "../kubernetes/object";
import { Selector } from "../kubernetes/selector";
import { Index, type StackObjects } from "../kubernetes/stack";
import type { NetworkPolicy, NetworkPolicyPeer, NetworkPolicyRule } from "../kubernetes/types";
import { includes } from "../rbac/grants";
import { concerning, nonEmpty, type List } from "../unknowns";

export const NETWORK_POLICY = "networking.k8s.io/NetworkPolicy";

export const DIRECTIONS = ["Ingress", "Egress"] as const;

export type Direction = (typeof DIRECTIONS)[number];

/** A network policy with its pod selector read once. */
export class Policy {
  readonly pods: Selector;

  constructor(readonly object: KubernetesObject<NetworkPolicy>) {
    this.pods = Selector.of(() => object.body.spec?.podSelector, object.id);
  }

  /** Whether the pods it selects are isolated in that direction, as the API server fills in `policyTypes`. */
  isolates(direction: Direction): boolean {
    return concerning(this.object.id, () => {
      const types = () => this.object.body.spec?.policyTypes;
      if (nonEmpty(types)) return includes(types, [direction]);
      return direction === "Ingress" || nonEmpty(() => this.rules("Egress"));
    });
  }

  /** What it allows in that direction. */
  rules(direction: Direction): List<NetworkPolicyRule> {
    return concerning(this.object.id, () => {
      const { spec } = this.object.body;
      return direction === "Ingress" ? spec?.ingress : spec?.egress;
    });
  }
}

/** The other side of a rule: absent or empty means everywhere. */
export function peersOf(rule: NetworkPolicyRule, direction: Direction): List<NetworkPolicyPeer> {
  return direction === "Ingress" ? rule.from : rule.to;
}

/** The network policies that a stack makes, and the same by namespace. Patches are not among them: they make none. */
export function networkPolicies(objects: StackObjects): { policies: Policy[]; byNamespace: Index<Policy> } {
  const made = objects.of<NetworkPolicy>(NETWORK_POLICY).filter(({ patch }) => !patch);
  const policies = made.map((object) => new Policy(object));
  const byNamespace = new Index<Policy>(objects.hidden);
  for (const policy of policies) byNamespace.add(policy, () => policy.object.namespace, policy.object.id);
  return { policies, byNamespace };
}
