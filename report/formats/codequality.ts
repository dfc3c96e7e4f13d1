import type { Severity } from "../../local/engine/types";
import { explain, fingerprints, type Judgement, type PlacedFinding } from "./judgement";

/** GitLab's words. */
const SEVERITIES: Readonly<Record<Severity, string>> = {
  critical: "blocker",
  high: "critical",
  medium: "major",
  low: "minor",
};

/**
 * A report for GitLab's merge request widget. What is waived is accepted, and so no worse code.
 *
 * @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
 */
export function codequality({ findings }: Judgement): string {
  const counted = findings.filter(({ status }) => status !== "waived");
  const prints = fingerprints(counted);
  const issues = counted.map((finding, index) => ({
    description: explain(finding),
    check_name: finding.policy,
    fingerprint: prints[index],
    severity: severityOf(finding),
    location: { path: finding.file, lines: { begin: finding.line } },
  }));
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}

function severityOf({ level, severity = "medium" }: PlacedFinding): string {
  return level === "advisory" ? "info" : SEVERITIES[severity];
}
