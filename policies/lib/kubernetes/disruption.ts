import { concerning } from "../unknowns";
import type { KubernetesObject } from "./object";
import { podLabels } from "./pods";
import { Selector } from "./selector";
import { Index, type StackObjects } from "./stack";
import type { PodDisruptionBudget, Workload } from "./types";

/** A PodDisruptionBudget with its selector read once. */
export class Budget {
  private readonly pods: Selector;

  constructor(readonly object: KubernetesObject<PodDisruptionBudget>) {
    this.pods = Selector.of(() => object.body.spec?.selector, object.id);
  }

  selects(workload: KubernetesObject<Workload>): boolean {
    const { body, id } = this.object;
    // An empty selector means all pods, an absent one none.
    const present = concerning(id, () => typeof body.spec?.selector === "object" && body.spec.selector !== null);
    return present && this.pods.matches(podLabels(workload));
  }

  /** Whether one of so many pods may go. */
  allows(pods: number): boolean {
    const { body, id } = this.object;
    return concerning(id, () => {
      const { minAvailable, maxUnavailable } = body.spec ?? {};
      if (minAvailable !== undefined && minAvailable !== null) return share(minAvailable, pods) < pods;
      return share(maxUnavailable ?? 1, pods) > 0;
    });
  }
}

/** Budgets of the stack by their namespace. */
export function budgetsOf(objects: StackObjects): { budgets: Budget[]; byNamespace: Index<Budget> } {
  const made = objects.of<PodDisruptionBudget>("policy/PodDisruptionBudget").filter(({ patch }) => !patch);
  const budgets = made.map((object) => new Budget(object));
  const byNamespace = new Index<Budget>(objects.hidden);
  for (const budget of budgets) byNamespace.add(budget, () => budget.object.namespace, budget.object.id);
  return { budgets, byNamespace };
}

/** A number of pods, or their percentage, which the API server rounds up. */
function share(value: number | string, pods: number): number {
  return typeof value === "number" ? value : Math.ceil((Number.parseFloat(value) / 100) * pods);
}
