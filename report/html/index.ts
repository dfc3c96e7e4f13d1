import type { ChartReport } from "../../local/engine/types";
import { byComponent, kindOf } from "../components";
import { escape } from "../escape";
import { tally } from "../findings";
import { counted } from "../objects";
import type { Drawing } from "../picture";
import { advice, verdicts, type Report } from "../report";
import { unrendered } from "../unrendered";
import { versionLines } from "../versions";
import { accessSection } from "./access";
import { againstSection, changesSection, componentsSection } from "./changes";
import { connectivitySection } from "./connectivity";
import { costSection } from "./cost";
import { findingsSection, remediedSection, waiversSection, type RulePage } from "./findings";
import { style } from "./style";
import { daysCell, details, list, paragraph, table } from "./table";

export interface PageOptions {
  /** @default none - the page is without a picture */
  drawing?: Drawing;
  /** Where the explanation of a rule is. @default nowhere */
  rulePage?: RulePage;
}

/** `report.html`: the whole plan as one page that needs neither network nor scripts. */
export function html(report: Report, { drawing, rulePage = () => undefined }: PageOptions = {}): string {
  const { stack, plan, result, against } = report;
  const { may, text, todo } = advice(report);
  const sections: [id: string, title: string, content: string][] = [
    ["findings", "Findings", join(findingsSection(report, rulePage), remediedSection(report, rulePage))],
    ["changes", "Changes", changesSection(report)],
    ...(against
      ? [["against", `Differences from ${against.with}`, againstSection(against, stack)] as [string, string, string]]
      : []),
    ...(drawing ? [["picture", "Picture", figure(drawing)] as [string, string, string]] : []),
    ["waivers", "Waivers", waiversSection(report, rulePage)],
    ["cost", "Cost", costSection(plan)],
    ["access", "Access", accessSection(report)],
    ["connectivity", "Connectivity", connectivitySection(report)],
    ["versions", "Versions", join(versionsTable(report), unrenderedCharts(result.charts))],
    ["components", "Components", componentsSection(report)],
    ["resources", "Resources", resourcesSection(report)],
  ];
  const custom = plan.resources.filter((resource) => resource.custom).length;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<link rel="icon" href="data:,">
<title>${escape(stack)}: ${verdicts[result.status]}</title>
<style>${style}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the findings</a>
<header>
<h1>${escape(stack)}: ${verdicts[result.status]}</h1>
<div class="verdict${may ? " good" : ""}">
${paragraph(text)}
${paragraph(todo)}
</div>
<p class="facts">${counted(custom, "resource")}; findings: ${escape(tally(result.findings))}; planned in ${result.seconds.toFixed(1)} s.</p>
${result.errors.length > 0 ? `<h2>Errors</h2>\n${list(result.errors)}` : ""}
<nav aria-label="Sections"><ul>
${sections.map(([id, title]) => `<li><a href="#${id}">${escape(title)}</a></li>`).join("\n")}
</ul></nav>
</header>
<main id="main" tabindex="-1">
${sections.map(([id, title, content]) => `<section aria-labelledby="${id}">\n<h2 id="${id}">${escape(title)}</h2>\n${content}\n</section>`).join("\n")}
</main>
<footer><p>Made by npm run plan. Secrets read [secret], what only a deployment tells [unknown].</p></footer>
</body>
</html>
`;
}

function join(...parts: string[]): string {
  return parts.filter((part) => part !== "").join("\n");
}

function figure({ picture, svg }: Drawing): string {
  const boxes = table({
    caption: "What the boxes hold",
    head: ["Box", "Kind", "Holds"],
    rows: picture.nodes.map(({ title, kind, lines, details: more }) => [
      title,
      kind,
      [...new Set([...lines, ...more])].join(", "),
    ]),
  });
  return `<figure>
${svg.trim()}
<figcaption>${escape(picture.description)} Thick lines: requests; thin: connections; dashed: Secrets from Vault; dotted: volumes and backups.</figcaption>
</figure>
${details("What the boxes hold", boxes)}
${picture.common.length > 0 ? details("Flows that are not drawn, because so many have them", list(picture.common)) : ""}`;
}

function versionsTable({ plan, today }: Report): string {
  return table({
    caption: `What the stack runs, and how long its makers support it, counted on ${today}`,
    head: ["Name", "Version", "Application", "Support ends", "Note"],
    rows: versionLines(plan, today).map(({ name, version, application, supportEnds, daysLeft, note }) => [
      name,
      version,
      application,
      supportEnds === undefined ? "not announced" : daysCell(supportEnds, daysLeft!),
      note,
    ]),
  });
}

function unrenderedCharts(charts: ChartReport[]): string {
  const reasons = unrendered(charts).map(({ text, charts: names }) => [text, ...names].join(", "));
  return reasons.length > 0 ? `<h3>Charts that were not rendered</h3>\n${list(reasons)}` : "";
}

function resourcesSection({ plan }: Report): string {
  const components = byComponent(plan);
  return components
    .map(({ name, members }) =>
      details(
        `${name} (${members.length})`,
        members
          .map(({ type, name: own, props }) =>
            details(`${kindOf(type)} ${own}`, `<pre>${escape(JSON.stringify(props, null, 2) ?? "")}</pre>`),
          )
          .join("\n"),
      ),
    )
    .join("\n");
}
