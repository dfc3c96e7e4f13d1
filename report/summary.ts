import colours from "picocolors";
import type { Finding } from "../local/engine/types";
import { changeCounts, isEmpty } from "./changes/changes";
import type { Comparison } from "./changes/comparison";
import { byEffect, effectOf } from "./changes/effect";
import { shortly, type PropertyChange } from "./changes/properties";
import { byComponent, type ComponentSummary } from "./components";
import { changeOf, dollars, type PlannedCost } from "./cost";
import { byUrgency, subject, tally } from "./findings";
import { counted } from "./objects";
import { verdicts, type Report } from "./report";
import { wrap, wrapText } from "./terminal";
import { unrenderedLines } from "./unrendered";

/** What a person reads in the terminal: what would be deployed, what is wrong with it, and what to do. */
export function summary(report: Report, written: string): string {
  const { plan, result, changes, notCompared, against } = report;
  return [
    heading(report),
    "",
    ...componentLines(byComponent(plan)),
    "",
    ...byUrgency(result.findings).flatMap((finding) =>
      finding.status === "waived" ? waivedLine(finding) : findingLines(finding),
    ),
    ...unrenderedLines(result.charts),
    ...result.errors.map((error) => `  ${colours.red("failed")}  ${error}`),
    ...(plan.cost ? costLines(plan.cost) : []),
    ...(changes ? [`  changes:  ${changeCounts(changes)} against the last plan`] : []),
    ...(notCompared ? [`  changes:  not compared: ${notCompared}`] : []),
    ...(against ? againstLines(against, report.stack) : []),
    `  findings: ${tally(result.findings)}`,
    `  written:  ${written}`,
    "",
  ].join("\n");
}

/** Settings whose effect is shown in the terminal; the page holds all. */
const shownSettings = 12;

function againstLines({ with: other, causes, changes, unexplained }: Comparison, stack: string): string[] {
  const { added, removed, changed } = changes;
  if (isEmpty(changes)) return [`  against:  nothing differs from ${other} but the names`];
  const indent = " ".repeat(12);
  const shown = byEffect(causes).slice(0, shownSettings);
  const values = ({ before, after }: PropertyChange) => `${shortly(before, 30)} → ${shortly(after, 30)}`;
  const rest = unexplained.added.length + unexplained.removed.length + unexplained.changed.length;
  return [
    `  against:  ${other}: ${added.length} resources only in ${stack}, ${removed.length} only in ${other}, ${changed.length} differ`,
    ...shown.map((cause) => `${indent}${cause.path}  ${values(cause)}: ${effectOf(cause, stack, other)}`),
    ...(causes.length > shown.length
      ? [`${indent}and ${causes.length - shown.length} more settings in report.html`]
      : []),
    ...(rest > 0
      ? [`${indent}${counted(rest, "resource")} from the environment itself or several settings: see report.html`]
      : []),
  ];
}

function heading({ stack, plan, result: { status, seconds } }: Report): string {
  const verdict = (status === "succeeded" ? colours.green : colours.red)(verdicts[status]);
  const custom = plan.resources.filter((resource) => resource.custom).length;
  return `${colours.bold(stack)}  ${verdict}  ${custom} resources  ${seconds.toFixed(1)} s`;
}

function componentLines(components: ComponentSummary[]): string[] {
  const width = Math.max(...components.map(({ name }) => name.length), 0);
  const indent = width + 10;
  return components.flatMap(({ name, resources, kinds }) => {
    const counted = kinds.map(([kind, count]) => (count === 1 ? kind : `${count} ${kind}`));
    const [first = "", ...more] = wrap(counted, indent).map((line) => colours.dim(line));
    return [`  ${name.padEnd(width)}  ${String(resources).padStart(4)}  ${first}`, ...more];
  });
}

function costLines(cost: PlannedCost): string[] {
  const change = changeOf(cost);
  const parts = cost.categories.map(({ category, monthlyUsd }) => `${category} ${dollars(monthlyUsd)}`);
  const most = `at most ${dollars(cost.maximumUsd)} with all nodes; list prices of ${cost.pricesAsOf}`;
  const indent = " ".repeat(12);
  return [
    `  cost:     about ${dollars(cost.monthlyUsd)} a month${change && `, ${change}`}; ${most}`,
    ...wrap(parts, indent.length).map((line, i) => (i === 0 ? indent + line : line)),
    ...cost.missing.map((what) => `${indent}not in it: ${what}`),
  ];
}

/** Without the reason, which report.html tells. */
function waivedLine({ policy, message, ...finding }: Finding): string {
  const until = message.split(": ", 1)[0]!;
  return colours.dim(`  ${policy}  ${subject(finding)}  ${until}`);
}

function findingLines(finding: Finding): string[] {
  const { level, severity, policy, message, remedy, status } = finding;
  const colour = level === "mandatory" ? colours.red : colours.yellow;
  const label = status === "violation" ? level : `${level} ${status}`;
  return [
    `  ${colour(label)}${severity ? ` ${severity}` : ""}  ${colours.bold(policy)}  ${subject(finding)}`,
    ...wrapText(message, " ".repeat(6)),
    ...(remedy ? wrapText(`→ ${remedy}`, " ".repeat(6)) : []),
  ];
}
