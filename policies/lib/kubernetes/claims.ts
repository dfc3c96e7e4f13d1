import type { Report } from "../report";
import type { KubernetesObject } from "./object";
import type { StackObjects } from "./stack";
import type { ClaimsOwner } from "./storage";

/** A claim, or the template of one. */
export interface ClaimOf {
  owner: KubernetesObject<ClaimsOwner>;
  /** For messages: where in the owner. */
  at: string;
  className: () => string | null | undefined;
}

/** Every claim that the stack makes, by itself or through a StatefulSet. */
export function claims(objects: StackObjects, report: Report): ClaimOf[] {
  const found: ClaimOf[] = [];
  for (const owner of objects.of<ClaimsOwner>("core/PersistentVolumeClaim")) {
    if (owner.patch) continue;
    found.push({ owner, at: "spec.storageClassName", className: () => owner.body.spec?.storageClassName });
  }
  for (const owner of objects.of<ClaimsOwner>("apps/StatefulSet")) {
    report.on(owner.urn, () => {
      report.each(
        () => owner.body.spec?.volumeClaimTemplates,
        (template, i) => {
          const at = `spec.volumeClaimTemplates[${i}].spec.storageClassName`;
          found.push({ owner, at, className: () => template.spec?.storageClassName });
        },
      );
    });
  }
  return found;
}
