import colours from "picocolors";
import type { Finding, RunResult } from "../local/engine/types";
import { byComponent, type ComponentSummary } from "./components";
import { changeOf, dollars, type PlannedCost, type Sums } from "./cost";
import { byUrgency, subject, tally } from "./findings";
import { toPlan } from "./plan";
import { wrap } from "./terminal";
import { unrenderedLines } from "./unrendered";

/**
 * What a person reads in the terminal: what would be deployed, what is wrong with it, and what to do.
 *
 * @param last cost of the last plan, if there was one
 */
export function summary(stack: string, result: RunResult, written: string, last: Sums | null = null): string {
  const plan = toPlan(stack, result, last);
  const custom = plan.resources.filter((resource) => resource.custom).length;
  return [
    heading(stack, result, custom),
    "",
    ...componentLines(byComponent(plan)),
    "",
    ...byUrgency(result.findings).flatMap((finding) =>
      finding.status === "waived" ? waivedLine(finding) : findingLines(finding),
    ),
    ...unrenderedLines(result.charts),
    ...result.errors.map((error) => `  ${colours.red("failed")}  ${error}`),
    ...(plan.cost ? costLines(plan.cost) : []),
    `  findings: ${tally(result.findings)}`,
    `  written:  ${written}`,
    "",
  ].join("\n");
}

function heading(stack: string, { status, seconds }: RunResult, custom: number): string {
  const verdict = {
    succeeded: colours.green("ready to deploy"),
    violated: colours.red("stopped by policy"),
    failed: colours.red("failed"),
  }[status];
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
    ...message.split("\n").map((line) => `      ${line}`),
    ...(remedy ? [`      ${colours.dim("→")} ${remedy}`] : []),
  ];
}
