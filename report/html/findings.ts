import { escape } from "../escape";
import { subject } from "../findings";
import { openFindings, type Report } from "../report";
import { waiverLines } from "../waivers";
import { daysCell, paragraph, table, type Cell } from "./table";

/** Page of a rule's explanation, as a link from the report. Undefined: there is none. */
export type RulePage = (policy: string) => string | undefined;

export function findingsSection(report: Report, pageOf: RulePage): string {
  const open = openFindings(report);
  if (open.length === 0) return paragraph("None: no policy has anything to say that was not decided before.");
  return table({
    caption: "What policies found, most urgent first",
    head: ["Level", "Policy", "Resource", "What is wrong", "What to do"],
    rowClass: (index) => open[index]!.level,
    rows: open.map((finding) => [
      [finding.level, finding.severity, finding.status === "violation" ? undefined : finding.status]
        .filter(Boolean)
        .join(", "),
      policyCell(finding.policy, pageOf),
      { html: `<code>${escape(subject(finding))}</code>` },
      finding.message,
      finding.remedy ?? "See the page of the policy.",
    ]),
  });
}

export function remediedSection({ result }: Report, pageOf: RulePage): string {
  const remedied = result.findings.filter(({ status }) => status === "remediated");
  if (remedied.length === 0) return "";
  return table({
    caption: "What policies mended by themselves",
    head: ["Policy", "Resource", "What"],
    rows: remedied.map((finding) => [policyCell(finding.policy, pageOf), subject(finding), finding.message]),
  });
}

export function waiversSection({ result, today }: Report, pageOf: RulePage): string {
  const waivers = waiverLines(result.findings, today);
  if (waivers.length === 0) return paragraph("None in force.");
  return table({
    caption: `Accepted exceptions, counted on ${today}; those that end first come first`,
    head: ["Policy", "Until", "Resource", "Reason", "Who answers for it"],
    rows: waivers.map(({ policy, until, daysLeft, resource, reason, owner, ticket }) => [
      policyCell(policy, pageOf),
      until === "" ? "unknown" : daysCell(until, daysLeft),
      { html: `<code>${escape(resource)}</code>` },
      reason,
      `${owner} (${ticket})`,
    ]),
  });
}

function policyCell(policy: string, pageOf: RulePage): Cell {
  const page = pageOf(policy);
  return page === undefined ? policy : { html: `<a href="${escape(page)}">${escape(policy)}</a>` };
}
