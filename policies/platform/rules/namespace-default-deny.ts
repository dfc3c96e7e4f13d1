import { cis } from "../../lib/frameworks";
import { declaredNamespaces } from "../../lib/kubernetes/namespaces";
import { StackObjects } from "../../lib/kubernetes/stack";
import { MMM } from "../../lib/levels";
import { DIRECTIONS, networkPolicies, type Direction, type Policy } from "../../lib/network/policy";
import { stackRule } from "../../lib/rule";
import { all, nonEmpty } from "../../lib/unknowns";

export const namespaceDefaultDeny = stackRule({
  name: "namespace-default-deny",
  title: "Every namespace denies by default",
  description:
    "Every namespace must have network policies that select all its pods, for ingress and egress, and allow nothing: only then are other policies exceptions from a closed state.",
  group: "network",
  severity: "high",
  // Stricter than the catalogue, which only advises in dev: a namespace without it must not pass anywhere.
  levels: MMM,
  framework: cis("5.3.2", "Ensure that all Namespaces have NetworkPolicies defined"),
  references: ["CIS 5.3.2", "CIS EKS 4.3.2", "C-0054", "EKS Best Practices: network security"],
  remedy:
    "Add a NetworkPolicy to the namespace: podSelector {}, policyTypes [Ingress, Egress], and neither ingress nor egress rules.",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const { byNamespace } = networkPolicies(objects);
    for (const namespace of declaredNamespaces(objects)) {
      report.on(namespace.urn, () => {
        const { name } = namespace;
        for (const direction of DIRECTIONS) {
          report.attempt(() => {
            const denied = byNamespace.some(name, (policy) => denies(policy, direction));
            if (!denied) report.violation(`${name} has no network policy that denies all ${direction.toLowerCase()}`);
          });
        }
      });
    }
  },
});

function denies(policy: Policy, direction: Direction): boolean {
  return all(
    () => policy.pods.empty,
    () => policy.isolates(direction),
    () => !nonEmpty(() => policy.rules(direction)),
  );
}
