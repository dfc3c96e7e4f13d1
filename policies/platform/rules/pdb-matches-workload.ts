import { Surroundings } from "../../lib/kubernetes/charts";
import { budgetsOf } from "../../lib/kubernetes/disruption";
import { Scale, SCALED } from "../../lib/kubernetes/scale";
import { StackObjects } from "../../lib/kubernetes/stack";
import type { Workload } from "../../lib/kubernetes/types";
import { AAM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";

export const pdbMatchesWorkload = stackRule({
  name: "pdb-matches-workload",
  title: "Nodes can be drained, and workloads stay",
  description:
    "Exactly one PodDisruptionBudget must select every workload of several pods, and let at least one of them go: without it a drain takes all at once, and with two or with a strict one it never ends.",
  group: "workload",
  severity: "medium",
  levels: AAM,
  references: ["Kyverno deployment-replicas-higher-than-pdb", "Pulumi compliance-policies"],
  remedy:
    "Add a PodDisruptionBudget with maxUnavailable: 1 and the workload's own selector; remove a second one, or one that selects nothing.",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const surroundings = new Surroundings(objects);
    const scale = new Scale(objects);
    const workloads = objects.of<Workload>(...SCALED).filter(({ patch }) => !patch);
    const { budgets, byNamespace } = budgetsOf(objects);

    for (const workload of workloads) {
      report.on(workload.urn, () => {
        const { namespace } = workload;
        const found = byNamespace.find(namespace, (budget) => budget.selects(workload)).length;
        if (found > 1) report.violation(`${found} PodDisruptionBudgets select its pods, which then cannot be evicted`);
        if (found > 0 || surroundings.mayHold(namespace) || scale.least(workload) < 2) return;
        report.violation("no PodDisruptionBudget selects its pods");
      });
    }

    const workloadsByNamespace = objects.index(workloads, ({ namespace }) => namespace);
    for (const budget of budgets) {
      report.on(budget.object.urn, () => {
        const { namespace } = budget.object;
        // Operators and charts make pods that nothing here shows.
        if (surroundings.mayHold(namespace)) return;
        const selected = workloadsByNamespace.find(namespace, (workload) => budget.selects(workload));
        if (selected.length === 0) report.violation("spec.selector must select pods of the stack");
        const pods = selected.reduce((sum, workload) => sum + scale.least(workload), 0);
        if (pods > 0 && !budget.allows(pods)) report.violation("it must let one of the pods go that it selects");
      });
    }
  },
});
