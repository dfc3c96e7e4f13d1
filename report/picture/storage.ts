import { stated } from "../objects";
import type { Plan } from "../plan";

/** A namespace with volumes of a class. */
export interface StorageUse {
  namespace: string;
  storageClass: string;
}

/**
 * Who has volumes of which StorageClass: claims, templates of claims in any object, and values of charts.
 *
 * @param byDefault the class of claims that name none
 */
export function storageClassesIn(plan: Pick<Plan, "resources">, byDefault: string | undefined): StorageUse[] {
  return plan.resources.flatMap(({ type, props }) => {
    const { metadata, namespace } = (props ?? {}) as { metadata?: { namespace?: unknown }; namespace?: unknown };
    const where = stated(metadata?.namespace) || stated(namespace);
    if (where === "" || !type.startsWith("kubernetes:")) return [];
    return [...new Set(classesOf(props, byDefault))].map((storageClass) => ({ namespace: where, storageClass }));
  });
}

function classesOf(value: unknown, byDefault: string | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap((member) => classesOf(member, byDefault));
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    if (key !== "storageClass" && key !== "storageClassName") return classesOf(member, byDefault);
    const name = member === null ? byDefault : stated(member);
    return name ? [name] : [];
  });
}
