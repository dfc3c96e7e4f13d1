import { concerning } from "../unknowns";
import type { KubernetesObject } from "./object";
import type { Index, StackObjects } from "./stack";
import type { HorizontalPodAutoscaler, Workload } from "./types";

/** Kinds whose number of pods somebody chooses. */
export const SCALED = ["apps/Deployment", "apps/StatefulSet"] as const;

/** How many pods workloads have. */
export class Scale {
  private readonly autoscalers: readonly KubernetesObject<HorizontalPodAutoscaler>[];
  private readonly byTarget: Index<KubernetesObject<HorizontalPodAutoscaler>>;

  constructor(objects: StackObjects) {
    const all = objects.of<HorizontalPodAutoscaler>("autoscaling/HorizontalPodAutoscaler");
    this.autoscalers = all.filter(({ patch }) => !patch);
    this.byTarget = objects.index(this.autoscalers, ({ namespace, body }) => {
      const target = body.spec?.scaleTargetRef;
      return `${namespace}/${target?.kind}/${target?.name}`;
    });
  }

  /** The fewest that it is meant to have: its autoscaler's minimum, else its replicas. */
  least(workload: KubernetesObject<Workload>): number {
    const [autoscaler] = this.autoscalersOf(workload);
    if (autoscaler) return concerning(autoscaler.id, () => count(autoscaler.body.spec?.minReplicas));
    return concerning(workload.id, () => count(workload.body.spec?.replicas));
  }

  private autoscalersOf(workload: KubernetesObject<Workload>) {
    // Then the name does not matter, which may be unknown.
    if (this.autoscalers.length === 0 && !this.byTarget.doubt) return [];
    const found = this.byTarget.at(`${workload.namespace}/${workload.kind}/${workload.name}`);
    if (found.length === 0 && this.byTarget.doubt) throw this.byTarget.doubt;
    return found;
  }
}

/** One is what the API server makes of nothing. */
function count(replicas: unknown): number {
  return typeof replicas === "number" ? replicas : 1;
}
