import { changeCounts, isEmpty, type Changes } from "./changes/changes";
import type { Comparison } from "./changes/comparison";
import { byEffect, effectOf } from "./changes/effect";
import { byComponent } from "./components";
import { changeOf, dollars, type PlannedCost } from "./cost";
import { subject, tally } from "./findings";
import { oneLine } from "./preview";
import { advice, openFindings, verdicts, type Report } from "./report";
import { unrendered } from "./unrendered";
import { waiverLines } from "./waivers";

/** A merge request comment has room for this many lines; the page holds all. */
export const mostLines = 60;

/** What each part may take, so that every part has a place. */
const most = { errors: 5, findings: 15, changes: 8, causes: 6, missing: 2, unrendered: 2 };

/** Waivers that end sooner are worth a line. */
const soonDays = 30;

/** `plan.md`: the comment on a merge request, most important first, in at most {@link mostLines} lines. */
export function markdown(report: Report): string {
  const { stack, plan, result, changes, against } = report;
  const { text, todo } = advice(report);
  const custom = plan.resources.filter((resource) => resource.custom).length;
  const head = [
    `## ${stack}: ${verdicts[result.status]}`,
    "",
    `**${cell(text)}** ${cell(todo)}`,
    "",
    `${custom} resources; findings: ${tally(result.findings)}.`,
    ...shortened(
      result.errors.map((error) => `- **Error:** ${cell(error)}`),
      most.errors,
      "errors",
    ),
  ];
  const parts = [
    findingLines(report),
    changes ? changeLines(changes) : [],
    report.notCompared ? ["", `Not compared: ${cell(report.notCompared)}.`] : [],
    against ? againstLines(against, stack) : [],
    waiverNote(report),
    plan.cost ? costLines(plan.cost) : [],
    notRendered(report),
  ];
  const lines = parts.reduce((all, part) => (all.length + part.length < mostLines ? [...all, ...part] : all), head);
  return [...lines, ...componentLines(report, mostLines - lines.length - 1), ""].join("\n");
}

function findingLines(report: Report): string[] {
  const open = openFindings(report);
  const rows = open
    .slice(0, most.findings)
    .map((finding) => [
      finding.status === "violation" ? finding.level : `${finding.level} ${finding.status}`,
      finding.policy,
      `\`${subject(finding)}\``,
      finding.remedy ?? finding.message,
    ]);
  const hidden = open.length - rows.length;
  return [
    ...table(["Level", "Policy", "Resource", "What to do"], rows),
    ...(hidden > 0 ? ["", `${hidden} more findings in report.html.`] : []),
  ];
}

function changeLines(changes: Changes): string[] {
  if (isEmpty(changes)) return ["", "**Changes:** none against the last plan."];
  const { added, removed, changed } = changes;
  const lines = [
    ...removed.map((resource) => `- removes \`${cell(subject(resource))}\``),
    ...changed.map(({ resource, properties }) => {
      const paths = properties.slice(0, 3).map(({ path }) => path);
      const more = properties.length > paths.length ? ", …" : "";
      return `- changes \`${cell(subject(resource))}\`: ${cell(paths.join(", "))}${more}`;
    }),
    ...added.map((resource) => `- adds \`${cell(subject(resource))}\``),
  ];
  return [
    "",
    `**Changes:** ${changeCounts(changes)} against the last plan.`,
    "",
    ...shortened(lines, most.changes, "changes"),
  ];
}

function againstLines({ with: other, causes, changes }: Comparison, stack: string): string[] {
  if (isEmpty(changes)) return ["", `**Against ${cell(other)}:** nothing differs but the names.`];
  const lines = byEffect(causes).map((cause) => `- \`${cell(cause.path)}\`: ${cell(effectOf(cause, stack, other))}`);
  return [
    "",
    `**Against ${cell(other)}:** ${changes.added.length} resources only here, ${changes.removed.length} only there, ${changes.changed.length} differ.`,
    "",
    ...shortened(lines, most.causes, "settings"),
  ];
}

function waiverNote({ result, today }: Report): string[] {
  const soon = waiverLines(result.findings, today).filter(({ daysLeft }) => daysLeft < soonDays);
  if (soon.length === 0) return [];
  const [{ policy, until }] = [soon[0]!];
  return ["", `**Waivers:** ${soon.length} end within ${soonDays} days, first that of ${cell(policy)} on ${until}.`];
}

function costLines(cost: PlannedCost): string[] {
  const change = changeOf(cost);
  const atMost = `at most ${dollars(cost.maximumUsd)} with all nodes that may be added`;
  const missing = cost.missing.map((what) => `Not in the estimate: ${cell(what)}.`);
  return [
    "",
    `**Cost:** about ${dollars(cost.monthlyUsd)} a month${change && `, ${change}`}; ${atMost}. ` +
      `List prices of ${cost.pricesAsOf}, without what is billed by use.`,
    ...table(
      ["Cost of", "Each month", "At most"],
      cost.categories.map(({ category, monthlyUsd, maximumUsd }) => [
        category,
        dollars(monthlyUsd),
        dollars(maximumUsd),
      ]),
    ),
    ...(missing.length > 0 ? ["", ...shortened(missing, most.missing, "reasons")] : []),
  ];
}

function notRendered({ result }: Report): string[] {
  const lines = unrendered(result.charts).map(({ text, charts }) => {
    const which = charts.length > 0 ? `: ${charts.length} of ${result.charts.length}` : "";
    return `**Not rendered:** ${cell(text)}${which}.`;
  });
  return lines.length > 0 ? ["", ...shortened(lines, most.unrendered, "charts")] : [];
}

/** @param room lines that are left */
function componentLines({ plan }: Report, room: number): string[] {
  const components = byComponent(plan);
  const around = 5; // two blank lines, the table's head, and how many more there are
  if (components.length === 0 || room <= around) return [];
  const shown = components.slice(0, components.length <= room - 3 ? components.length : room - around);
  const hidden = components.length - shown.length;
  return [
    ...table(
      ["Component", "Resources", "Kinds"],
      shown.map(({ name, resources, kinds }) => [
        name,
        String(resources),
        kinds.map(([kind, count]) => `${count} ${kind}`).join(", "),
      ]),
    ),
    ...(hidden > 0 ? ["", `${hidden} more components in report.html.`] : []),
  ];
}

function table(header: string[], rows: string[][]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: string[]) => `| ${cells.map(cell).join(" | ")} |`;
  return ["", line(header), line(header.map(() => "---")), ...rows.map(line)];
}

function cell(text: string): string {
  return oneLine(text).replaceAll("|", "\\|");
}

function shortened(lines: string[], shown: number, what: string): string[] {
  const hidden = lines.length - shown;
  return hidden > 0 ? [...lines.slice(0, shown), `- and ${hidden} more ${what} in report.html`] : lines;
}
