import type { Finding, RunResult } from "../local/engine/types";
import { byComponent, kindOf } from "./components";
import { changeOf, dollars, type PlannedCost, type Sums } from "./cost";
import { byUrgency, subject, tally } from "./findings";
import { toPlan } from "./plan";

/**
 * `report.html`: the whole plan as one page that needs neither network nor scripts.
 *
 * @param last cost of the last plan, if there was one
 */
export function html(stack: string, result: RunResult, last: Sums | null = null): string {
  const plan = toPlan(stack, result, last);
  const verdict = { succeeded: "ready to deploy", violated: "stopped by policy", failed: "failed" }[result.status];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(stack)}: ${verdict}</title>
<style>${style}</style>
<main>
<h1>${escape(stack)} <span class="${result.status}">${verdict}</span></h1>
<p>${plan.resources.length} resources; findings: ${tally(result.findings)}.</p>
${result.errors.map((error) => `<p class="failed">${escape(error)}</p>`).join("\n")}
<h2>Findings</h2>
${findingsTable(byUrgency(result.findings))}
<h2>Cost</h2>
${plan.cost ? costSection(plan.cost) : "<p>Not estimated: the stack has nothing of a cloud.</p>"}
<h2>Components</h2>
${byComponent(plan)
  .map(
    ({ name, kind, resources, kinds }) =>
      `<p><b>${escape(name)}</b> ${escape(kind)}, ${resources} resources: ${escape(kinds.map(([k, n]) => `${n} ${k}`).join(", "))}</p>`,
  )
  .join("\n")}
<h2>Charts</h2>
${result.charts.length === 0 ? "<p>None.</p>" : ""}
${result.charts
  .map(({ name, version, rendered, objects, reason }) => {
    const state = rendered ? `${objects} objects` : `not rendered: ${reason ?? ""}`;
    return `<p><b>${escape(name)}</b> ${escape(version ?? "")} ${escape(state)}</p>`;
  })
  .join("\n")}
<h2>Resources</h2>
${plan.resources
  .map(
    ({ type, name, props }) =>
      `<details><summary>${escape(kindOf(type))} <b>${escape(name)}</b></summary><pre>${escape(JSON.stringify(props, null, 2))}</pre></details>`,
  )
  .join("\n")}
</main>
</html>
`;
}

function costSection(cost: PlannedCost): string {
  const change = changeOf(cost);
  const rows = cost.categories.map(
    ({ category, monthlyUsd, maximumUsd }) =>
      `<tr><td>${category}<td>${dollars(monthlyUsd)}<td>${dollars(maximumUsd)}</tr>`,
  );
  return `<p>About <b>${dollars(cost.monthlyUsd)}</b> a month${change && `, ${change}`}; list prices of ${cost.pricesAsOf}, without what is billed by use.</p>
<table><thead><tr><th>Of<th>Each month<th>At most</tr></thead>
<tbody>${rows.join("\n")}</tbody></table>
${cost.missing.map((what) => `<p>Not in the estimate: ${escape(what)}.</p>`).join("\n")}`;
}

function findingsTable(findings: Finding[]): string {
  if (findings.length === 0) return "<p>None.</p>";
  const rows = findings.map(
    (finding) =>
      `<tr class="${finding.level}"><td>${finding.level}<td>${finding.status}<td>${escape(finding.policy)}<td>${escape(subject(finding))}` +
      `<td>${escape(finding.message)}<td>${escape(finding.remedy ?? "")}</tr>`,
  );
  return `<table><thead><tr><th>Level<th>Status<th>Policy<th>Resource<th>Message<th>Remedy</tr></thead>
<tbody>${rows.join("\n")}</tbody></table>`;
}

function escape(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 70rem; margin: 0 auto; padding: 1rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top; padding: .3rem .6rem; border-bottom: 1px solid #8884; }
.succeeded { color: light-dark(#176b2c, #7ddc93); } .violated, .failed, .mandatory td:first-child { color: light-dark(#a8161b, #ff8f8f); }
pre { overflow-x: auto; }
`;
