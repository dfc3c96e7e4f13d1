import { claims } from "../../lib/kubernetes/claims";
import { Labels } from "../../lib/kubernetes/labels";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { Selector } from "../../lib/kubernetes/selector";
import { StackObjects } from "../../lib/kubernetes/stack";
import type { Schedule } from "../../lib/kubernetes/storage";
import { AMM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { all, any, concerning, every, nonEmpty, some, type List } from "../../lib/unknowns";

type Template = NonNullable<NonNullable<Schedule["spec"]>["template"]>;

export const pvcInBackupSchedule = stackRule({
  name: "pvc-in-backup-schedule",
  title: "Every volume is in a backup",
  description: "Every claim must be selected by a schedule of Velero that runs and saves volumes.",
  group: "storage",
  severity: "high",
  levels: AMM,
  references: ["Kyverno backup-all-volumes"],
  remedy:
    "Add the claim's namespace to a Schedule's template.includedNamespaces, or waive data that can be made again.",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const schedules = objects.of<Schedule>("velero.io/Schedule").filter(({ patch }) => !patch);
    const judged = new Set<string>();
    for (const { owner } of claims(objects, report)) {
      if (judged.has(owner.urn)) continue;
      judged.add(owner.urn);
      report.on(owner.urn, () => {
        const { hidden } = objects;
        const saved = any(
          () =>
            some(
              () => schedules,
              (schedule) => concerning(schedule.id, () => saves(schedule, owner)),
            ),
          () => {
            if (hidden) throw hidden;
            return false;
          },
        );
        if (!saved) report.violation(`no Schedule of Velero saves the volumes of ${owner.label}`);
      });
    }
  },
});

function saves({ body }: KubernetesObject<Schedule>, owner: KubernetesObject): boolean {
  const template = () => body.spec?.template;
  return all(
    () => body.spec?.paused !== true,
    () => template()?.snapshotVolumes !== false,
    () => namespaceIncluded(template, owner.namespace),
    () => claimsIncluded(template),
    () => selected(template, owner),
  );
}

function namespaceIncluded(template: () => Template | undefined, namespace: string): boolean {
  const matches = (list: () => List<string>) => some(list, (pattern) => glob(String(pattern)).test(namespace));
  return all(
    () => !nonEmpty(() => template()?.includedNamespaces) || matches(() => template()?.includedNamespaces),
    () => !matches(() => template()?.excludedNamespaces),
  );
}

const CLAIMS = new Set(["*", "persistentvolumeclaims", "persistentvolumeclaim", "pvc"]);

function claimsIncluded(template: () => Template | undefined): boolean {
  const names = (list: () => List<string>) => some(list, (name) => CLAIMS.has(name));
  return every(
    () => [
      [() => template()?.includedResources, () => template()?.excludedResources] as const,
      [() => template()?.includedNamespaceScopedResources, () => template()?.excludedNamespaceScopedResources] as const,
    ],
    ([included, excluded]) => (!nonEmpty(included) || names(included)) && !names(excluded),
  );
}

/** The labels of a StatefulSet's claims are those of its templates, which rarely say any: its own count. */
function selected(template: () => Template | undefined, owner: KubernetesObject): boolean {
  const labels = new Labels(() => owner.body.metadata?.labels);
  return all(
    () => Selector.of(() => template()?.labelSelector).matches(labels),
    () =>
      !nonEmpty(() => template()?.orLabelSelectors) ||
      some(
        () => template()?.orLabelSelectors,
        (selector) => Selector.of(() => selector).matches(labels),
      ),
  );
}

function glob(pattern: string): RegExp {
  return new RegExp(
    `^${pattern
      .split("*")
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"))
      .join(".*")}$`,
  );
}
