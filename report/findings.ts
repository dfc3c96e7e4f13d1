import type { Finding, Severity } from "../local/engine/types";

const severities: Severity[] = ["critical", "high", "medium", "low"];

/** Mandatory before advisory, then by severity: the order in which a person should read. */
export function byUrgency(findings: Finding[]): Finding[] {
  const rank = ({ level, severity }: Finding) =>
    (level === "mandatory" ? 0 : 10) + (severity ? severities.indexOf(severity) : severities.length);
  return [...findings].sort((a, b) => rank(a) - rank(b) || a.policy.localeCompare(b.policy));
}

/** `kubernetes:core/v1:Namespace::payments`, as waivers name it; "the stack" without a URN. */
export function subject(finding: Pick<Finding, "urn">): string {
  if (finding.urn === undefined) return "the stack";
  const [, , types = "", ...name] = finding.urn.split("::");
  return `${types.slice(types.lastIndexOf("$") + 1)}::${name.join("::")}`;
}

/** `2 mandatory, 1 advisory (1 waived)`. */
export function tally(findings: Finding[]): string {
  const of = (test: (finding: Finding) => boolean) => findings.filter(test).length;
  const waived = of(({ status }) => status === "waived");
  const remediated = of(({ status }) => status === "remediated");
  const mandatory = of(({ level }) => level === "mandatory");
  const rest = [
    `${findings.length - mandatory - waived - remediated} advisory`,
    ...(waived ? [`${waived} waived`] : []),
    ...(remediated ? [`${remediated} remediated`] : []),
  ];
  return `${mandatory} mandatory, ${rest.join(", ")}`;
}
