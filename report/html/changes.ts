import { changeCounts, isEmpty, type Changes } from "../changes/changes";
import type { Comparison } from "../changes/comparison";
import { byEffect, effectOf } from "../changes/effect";
import { shortly } from "../changes/properties";
import { byComponent, kindOf } from "../components";
import { subject } from "../findings";
import { counted } from "../objects";
import type { PlannedResource } from "../plan";
import type { Report } from "../report";
import { details, list, paragraph, table } from "./table";

export function changesSection({ changes, notCompared }: Report): string {
  if (notCompared) return paragraph(`Not compared: ${notCompared}.`);
  if (!changes) return paragraph("There is no earlier plan to compare with.");
  return `${paragraph(`Against the last plan: ${changeCounts(changes)}.`)}\n${changesLists(changes)}`;
}

function changesLists({ added, removed, changed, unseen }: Changes): string {
  const some = (title: string, resources: PlannedResource[]) =>
    resources.length === 0 ? "" : details(`${resources.length} ${title}`, list(resources.map(subject)));
  return [
    some("added", added),
    some("removed", removed),
    changed.length === 0
      ? ""
      : details(
          `${changed.length} changed`,
          table({
            caption: "Properties that change",
            head: ["Resource", "Property", "Before", "After"],
            rows: changed.flatMap(({ resource, properties }) =>
              properties.map(({ path, before, after }) => [
                `${kindOf(resource.type)} ${resource.name}`,
                path,
                shortly(before, 160),
                shortly(after, 160),
              ]),
            ),
          }),
        ),
    unseen.length === 0
      ? ""
      : paragraph(`Not compared, because only one of the plans rendered them: ${unseen.join(", ")}.`),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

export function againstSection(comparison: Comparison, stack: string): string {
  const { causes, unexplained, changes } = comparison;
  if (isEmpty(changes)) return paragraph(`Nothing differs from ${comparison.with} but the names.`);
  const { added, removed, changed } = changes;
  return [
    paragraph(
      `${counted(added.length, "resource")} only in ${stack}, ${removed.length} only in ${comparison.with}, ` +
        `${changed.length} differ, once the names of the environments are taken away.`,
    ),
    table({
      caption: "Settings that differ, and what comes of them",
      head: ["Setting", comparison.with, stack, "What comes of it"],
      rows: byEffect(causes).map((cause) => [
        cause.path,
        shortly(cause.before, 80),
        shortly(cause.after, 80),
        effectOf(cause, stack, comparison.with),
      ]),
    }),
    isEmpty(unexplained)
      ? ""
      : "<h3>What no setting explains</h3>\n" +
        paragraph(
          "It follows from the environment itself, such as thresholds and retention, or from several settings together.",
        ) +
        changesLists(unexplained),
    details("All differences", changesLists(changes)),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** For those who want to see everything. */
export function componentsSection({ plan }: Report): string {
  const components = byComponent(plan);
  if (components.length === 0) return paragraph("None.");
  return table({
    caption: "What the stack is made of",
    head: ["Component", "Kind", "Resources", "Kinds"],
    rows: components.map(({ name, kind, resources, kinds }) => [
      name,
      kind,
      { html: String(resources), class: "number" },
      kinds.map(([of, number]) => `${number} ${of}`).join(", "),
    ]),
  });
}
