import type { Preview } from "../local/gitlab/preview";
import { changeOf, dollars } from "./cost";
import { tally } from "./findings";
import type { Plan } from "./plan";
import { changeLines, errorLines } from "./preview";

/** What is known of one stack: planned without an account, and previewed where the pipeline had credentials. */
export interface StackReport {
  plan: Pick<Plan, "stack" | "findings" | "cost">;
  /** Its plan.md. */
  markdown: string;
  /** @default absent - nobody asked the cloud */
  preview?: Preview;
}

/** By this line a later run finds the comment that it replaces. */
export const commentMark = "<!-- platform: plan of every stack -->";

/** Changes that one stack may list: the job's log has all. */
const shownChanges = 30;

/** The one comment on a merge request: a line for each stack, then what each would change and what policies say. */
export function comment(reports: StackReport[], pipeline: { url: string; commit: string }): string {
  return [
    commentMark,
    `# Plan of ${reports.length === 1 ? "one stack" : `${reports.length} stacks`} at ${pipeline.commit}`,
    "",
    "| Stack | Create | Update | Replace | Delete | Findings | Cost a month |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...reports.map(({ plan, preview }) =>
      row([plan.stack, ...actions(preview?.counts), tally(plan.findings), cost(plan)]),
    ),
    "",
    ...reports.flatMap((report) => details(report)),
    `[Pipeline](${pipeline.url}) with every report as an artifact. This comment is replaced by the next pipeline.`,
    "",
  ].join("\n");
}

/** Counts of the four actions; a dash where no cloud was asked. */
function actions(counts: Record<string, number> | undefined): string[] {
  const of = (...operations: string[]) =>
    counts === undefined ? "-" : String(operations.reduce((sum, name) => sum + (counts[name] ?? 0), 0));
  return [of("create"), of("update"), of("replace"), of("delete")];
}

/** The estimate and how it differs from the last plan's; a dash where nothing is priced. */
function cost({ cost }: Pick<Plan, "cost">): string {
  if (!cost) return "-";
  const change = changeOf(cost);
  return `about ${dollars(cost.monthlyUsd)}${change && `, ${change}`}`;
}

function details({ plan, markdown, preview }: StackReport): string[] {
  const changes = preview?.changes ?? [];
  const hidden = changes.length - shownChanges;
  return [
    `<details><summary>${plan.stack}</summary>`,
    "",
    ...(preview ? [] : ["Not compared with what is deployed: this pipeline has no credentials for the stack.", ""]),
    ...(preview ? errorLines(preview) : []),
    ...changeLines(changes, shownChanges),
    ...(hidden > 0 ? [`- and ${hidden} more, in the preview's log`] : []),
    ...(changes.length > 0 ? [""] : []),
    markdown.trim(),
    "",
    "</details>",
    "",
  ];
}

function row(cells: string[]): string {
  return `| ${cells.join(" | ")} |`;
}
