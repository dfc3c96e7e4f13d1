import { podTemplate } from "../../lib/kubernetes/pods";
import { Scale, SCALED } from "../../lib/kubernetes/scale";
import { StackObjects } from "../../lib/kubernetes/stack";
import type { PodSpec, Workload } from "../../lib/kubernetes/types";
import { DAM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { any, entries, nonEmpty, some } from "../../lib/unknowns";

export const replicasAndSpread = stackRule({
  name: "replicas-and-spread",
  title: "Workloads survive the loss of a node",
  description:
    "A Deployment or StatefulSet must have at least two pods, by itself or by its autoscaler, and say how they are spread: else one node or zone takes it down.",
  group: "workload",
  severity: "medium",
  levels: DAM,
  references: ["kube-linter no-anti-affinity", "Pulumi compliance-policies"],
  remedy:
    "Set replicas, or the autoscaler's minReplicas, to 2 or more, and topologySpreadConstraints over zones or podAntiAffinity. Software that works only once, such as a controller that elects nobody: waive it by name.",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const scale = new Scale(objects);
    for (const workload of objects.of<Workload>(...SCALED)) {
      if (workload.patch) continue;
      report.on(workload.urn, () => {
        if (scale.least(workload) < 2) {
          report.violation("spec.replicas must be at least 2, or minReplicas of its autoscaler");
        } else if (!spread(() => podTemplate(workload)?.spec)) {
          report.violation("its pods must be spread by topologySpreadConstraints or podAntiAffinity");
        }
      });
    }
  },
});

function spread(pod: () => PodSpec | undefined): boolean {
  return any(
    () => nonEmpty(() => pod()?.topologySpreadConstraints),
    () =>
      some(
        () => entries(pod()?.affinity?.podAntiAffinity),
        ([, terms]) => nonEmpty(terms),
      ),
  );
}
