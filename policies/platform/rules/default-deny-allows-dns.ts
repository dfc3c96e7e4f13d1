import { StackObjects, type Index } from "../../lib/kubernetes/stack";
import { AMM } from "../../lib/levels";
import { allowsDns, DNS_PROTOCOLS } from "../../lib/network/dns";
import { networkPolicies, type Policy } from "../../lib/network/policy";
import { stackRule } from "../../lib/rule";
import { all, attempt, concerning, some } from "../../lib/unknowns";

export const defaultDenyAllowsDns = stackRule({
  name: "default-deny-allows-dns",
  title: "Closed pods can still resolve names",
  description:
    "Pods whose egress is denied must be allowed to ask the cluster's DNS, over UDP and TCP: without names nothing works, and people then open everything.",
  group: "network",
  severity: "medium",
  levels: AMM,
  references: ["EKS Best Practices: network security", "Kyverno add-networkpolicy-dns"],
  remedy:
    "Add a NetworkPolicy that selects the same pods, with egress to k8s-app: kube-dns in kube-system on port 53, protocols UDP and TCP.",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const { policies, byNamespace } = networkPolicies(objects);
    for (const policy of policies) {
      report.on(policy.object.urn, () => {
        if (!policy.isolates("Egress") || covered(policy, byNamespace)) return;
        for (const protocol of DNS_PROTOCOLS) {
          report.attempt(() => {
            if (resolves(policy, protocol, byNamespace)) return;
            report.violation(
              `no network policy lets the pods that ${policy.object.label} selects ask DNS over ${protocol}`,
            );
          });
        }
      });
    }
  },
});

/** Whether another policy closes the same pods and more: what is said of that one need not be repeated. */
function covered(policy: Policy, policies: Index<Policy>): boolean {
  const peers = policies.at(policy.object.namespace);
  return peers.some((other, index) => {
    const larger = attempt(() => other !== policy && other.isolates("Egress") && policy.pods.implies(other.pods));
    if (larger !== true) return false;
    return attempt(() => other.pods.implies(policy.pods)) === false || index < peers.indexOf(policy);
  });
}

/** Whether some policy of the namespace allows it to all the pods that `policy` closes. */
function resolves(policy: Policy, protocol: (typeof DNS_PROTOCOLS)[number], policies: Index<Policy>): boolean {
  const { namespace } = policy.object;
  return policies.some(namespace, (other) =>
    all(
      () => other.isolates("Egress"),
      () => policy.pods.implies(other.pods),
      () =>
        some(
          () => other.rules("Egress"),
          (rule) => concerning(other.object.id, () => allowsDns(rule, protocol, namespace)),
        ),
    ),
  );
}
