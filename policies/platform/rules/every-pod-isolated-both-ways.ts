import { podTemplate, WORKLOADS } from "../../lib/kubernetes/pods";
import { Labels } from "../../lib/kubernetes/labels";
import { StackObjects } from "../../lib/kubernetes/stack";
import type { NetworkPolicyPeer, Workload } from "../../lib/kubernetes/types";
import { AMM } from "../../lib/levels";
import { Neighbourhood } from "../../lib/network/neighbourhood";
import { DIRECTIONS, networkPolicies, peersOf } from "../../lib/network/policy";
import { stackRule } from "../../lib/rule";
import { all } from "../../lib/unknowns";

export const everyPodIsolatedBothWays = stackRule({
  name: "every-pod-isolated-both-ways",
  title: "Every pod is isolated, and policies mean somebody",
  description:
    "Some network policy of its own namespace must select every pod for ingress and for egress, and the peers that policies name must exist: a peer that matches nothing is a typing error, and the flow is closed or later open to a stranger.",
  group: "network",
  severity: "high",
  levels: AMM,
  references: ["kube-linter non-isolated-pod", "kube-linter dangling-networkpolicypeer-podselector", "C-0030"],
  remedy:
    "Add a default-deny NetworkPolicy to the pod's namespace, or mend the selector that was meant for it; mend or remove the peer.",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const { policies, byNamespace } = networkPolicies(objects);

    for (const workload of objects.of<Workload>(...WORKLOADS)) {
      report.on(workload.urn, () => {
        const template = podTemplate(workload);
        // A patch that leaves the pods' labels alone leaves their isolation alone.
        if (workload.patch && template?.metadata?.labels === undefined) return;
        const labels = new Labels(() => template?.metadata?.labels);
        for (const direction of DIRECTIONS) {
          report.attempt(() => {
            const isolated = byNamespace.some(workload.namespace, (policy) =>
              all(
                () => policy.pods.matches(labels),
                () => policy.isolates(direction),
              ),
            );
            if (!isolated) {
              report.violation(
                `no network policy of its namespace selects the pods of ${workload.label} for ${direction.toLowerCase()}`,
              );
            }
          });
        }
      });
    }

    const neighbours = new Neighbourhood(objects);
    for (const policy of policies) {
      report.on(policy.object.urn, () => {
        for (const direction of DIRECTIONS) {
          report.each(
            () => policy.rules(direction),
            (rule, index) =>
              report.each(
                () => peersOf(rule, direction),
                (peer: NetworkPolicyPeer, i) => {
                  if (peer.ipBlock || neighbours.has(peer, () => policy.object.namespace)) return;
                  const key = direction === "Ingress" ? "from" : "to";
                  report.violation(
                    `spec.${direction.toLowerCase()}[${index}].${key}[${i}] matches no pod of the stack`,
                  );
                },
              ),
          );
        }
      });
    }
  },
});
