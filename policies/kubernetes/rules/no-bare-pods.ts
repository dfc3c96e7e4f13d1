import { objectRule } from "../../lib/kubernetes/rule";
import { AMM } from "../../lib/levels";
import { nonEmpty } from "../../lib/unknowns";

export const noBarePods = objectRule({
  name: "no-bare-pods",
  title: "Pods have a controller",
  description: "Pods must be made by a controller: nothing brings back one that stands alone when its node goes.",
  group: "workload",
  severity: "medium",
  levels: AMM,
  references: ["Pulumi compliance-policies disallowPod", "Kyverno prevent-bare-pods"],
  remedy: "Write a Deployment, a StatefulSet, a DaemonSet, a Job or a CronJob.",
  kinds: ["core/Pod"],
  check({ body, patch }, report) {
    if (!patch && !nonEmpty(() => body.metadata?.ownerReferences))
      report.violation("a Pod must have a controller, not stand alone");
  },
  admission: {
    checks: [
      {
        holds: "size(object.metadata.?ownerReferences.orValue([])) > 0",
        message: "a Pod must have a controller, not stand alone",
      },
    ],
  },
});
