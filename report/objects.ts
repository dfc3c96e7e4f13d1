import { kindKey, kubernetesType } from "../policies/lib/kubernetes/type";
import type { Plan, PlannedResource } from "./plan";

/** A Kubernetes object of a plan, as far as reports read it. */
export interface PlannedObject<Body = unknown> {
  resource: PlannedResource;
  /** `group/Kind`, such as `core/Secret`. */
  kind: string;
  name: string;
  /** Empty for what has none. */
  namespace: string;
  labels: Record<string, string>;
  body: Body;
}

/** The Kubernetes objects of a plan, in the order of registration; charts are not among them, what they render is. */
export function objectsOf(plan: Pick<Plan, "resources">): PlannedObject[] {
  return plan.resources.flatMap((resource) => {
    const type = resource.custom ? kubernetesType(resource.type) : undefined;
    if (!type || type.patch || type.list) return [];
    const { metadata } = (resource.props ?? {}) as { metadata?: Metadata };
    return [
      {
        resource,
        kind: kindKey(type),
        name: stated(metadata?.name),
        namespace: stated(metadata?.namespace),
        labels: metadata?.labels ?? {},
        body: resource.props,
      },
    ];
  });
}

/** Those of some kinds. */
export function ofKind<Body>(objects: readonly PlannedObject[], ...kinds: string[]): PlannedObject<Body>[] {
  return objects.filter(({ kind }) => kinds.includes(kind)) as PlannedObject<Body>[];
}

interface Metadata {
  name?: unknown;
  namespace?: unknown;
  labels?: Record<string, string>;
}

/** The string, empty for anything else. */
export function stated(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** `1 resource`, `2 resources`. */
export function counted(number: number, word: string, plural = `${word}s`): string {
  return `${number} ${number === 1 ? word : plural}`;
}

/** Groups in the order of their first member. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const at = key(item);
    const group = groups.get(at);
    if (group) group.push(item);
    else groups.set(at, [item]);
  }
  return groups;
}
