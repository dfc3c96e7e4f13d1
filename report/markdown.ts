import type { RunResult } from "../local/engine/types";
import { byComponent } from "./components";
import { changeOf, dollars, type PlannedCost, type Sums } from "./cost";
import { byUrgency, subject, tally } from "./findings";
import { toPlan } from "./plan";
import { oneLine } from "./preview";
import { unrendered } from "./unrendered";

/** A merge request comment has room for this many; the page holds all. */
const shownFindings = 20;
const shownComponents = 20;

/**
 * `plan.md`: the comment on a merge request, most important first.
 *
 * @param last cost of the last plan, if there was one
 */
export function markdown(stack: string, result: RunResult, last: Sums | null = null): string {
  const plan = toPlan(stack, result, last);
  const components = byComponent(plan);
  const findings = byUrgency(result.findings.filter(({ status }) => status !== "waived"));
  const verdict = { succeeded: "ready to deploy", violated: "stopped by policy", failed: "failed" }[result.status];
  const custom = plan.resources.filter((resource) => resource.custom).length;
  return [
    `## ${stack}: ${verdict}`,
    "",
    `${custom} resources in ${components.length} components; findings: ${tally(result.findings)}.`,
    ...result.errors.map((error) => `\n**Error:** ${cell(error)}`),
    ...table(
      ["Level", "Policy", "Resource", "What to do"],
      findings
        .slice(0, shownFindings)
        .map((finding) => [
          finding.status === "violation" ? finding.level : `${finding.level} ${finding.status}`,
          finding.policy,
          `\`${subject(finding)}\``,
          finding.remedy ?? finding.message,
        ]),
    ),
    ...more(findings.length - shownFindings, "findings"),
    ...(plan.cost ? costLines(plan.cost) : []),
    ...table(
      ["Component", "Resources", "Kinds"],
      components
        .slice(0, shownComponents)
        .map(({ name, resources, kinds }) => [
          name,
          String(resources),
          kinds.map(([kind, count]) => `${count} ${kind}`).join(", "),
        ]),
    ),
    ...more(components.length - shownComponents, "components"),
    ...unrendered(result.charts).map(({ text, charts }) => {
      const which = charts.length > 0 ? `: ${charts.join(", ")}` : "";
      return `\n**Not rendered:** ${text}${which}.`;
    }),
    "",
  ].join("\n");
}

function costLines(cost: PlannedCost): string[] {
  const change = changeOf(cost);
  const most = `at most ${dollars(cost.maximumUsd)} with all nodes that may be added`;
  return [
    `\n**Cost:** about ${dollars(cost.monthlyUsd)} a month${change && `, ${change}`}; ${most}. ` +
      `List prices of ${cost.pricesAsOf}, without what is billed by use.`,
    ...table(
      ["Cost of", "Each month", "At most"],
      cost.categories.map(({ category, monthlyUsd, maximumUsd }) => [
        category,
        dollars(monthlyUsd),
        dollars(maximumUsd),
      ]),
    ),
    ...cost.missing.map((what) => `\nNot in the estimate: ${cell(what)}.`),
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

function more(hidden: number, what: string): string[] {
  return hidden > 0 ? [`\n${hidden} more ${what} in report.html.`] : [];
}
