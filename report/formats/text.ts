import colours from "picocolors";
import { byUrgency, subject, tally } from "../findings";
import { counted } from "../objects";
import { wrapText } from "../terminal";
import type { Judgement, PlacedFinding } from "./judgement";

/** Names of more rules than this nobody reads; the other formats have them. */
const MOST_NAMES = 20;

/** What a person reads in the terminal. */
export function text({ environment, resources, rules, findings, errors }: Judgement): string {
  const reasons = new Map<string, string[]>();
  for (const { name, left } of rules) if (left !== undefined) reasons.set(left, [...(reasons.get(left) ?? []), name]);
  const applied = rules.filter(({ left }) => left === undefined).length;
  const sorted = byUrgency(findings) as PlacedFinding[];
  return [
    ...sorted.flatMap((finding) => (finding.status === "waived" ? [waived(finding)] : lines(finding))),
    ...errors.map((error) => `${colours.red("failed")}  ${error}`),
    ...[...reasons].map(([reason, names]) => colours.dim(`not applied: ${listed(names)}: ${reason}`)),
    `${counted(resources, "resource")}, ${applied} of ${rules.length} rules, ${environment}: ${tally(findings)}`,
    "",
  ].join("\n");
}

function listed(names: readonly string[]): string {
  return names.length > MOST_NAMES ? `${names.length} rules` : names.join(", ");
}

function waived(finding: PlacedFinding): string {
  const until = finding.message.split(": ", 1)[0]!;
  return colours.dim(`${place(finding)}  ${finding.policy}  ${subject(finding)}  ${until}`);
}

function lines(finding: PlacedFinding): string[] {
  const { level, severity, policy, message, remedy, status } = finding;
  const colour = level === "mandatory" ? colours.red : colours.yellow;
  const label = status === "violation" ? level : `${level} ${status}`;
  return [
    `${place(finding)}  ${colour(label)}${severity ? ` ${severity}` : ""}  ${colours.bold(policy)}  ${subject(finding)}`,
    ...wrapText(message, " ".repeat(4)),
    ...(remedy ? wrapText(`→ ${remedy}`, " ".repeat(4)) : []),
  ];
}

function place({ file, line }: PlacedFinding): string {
  return `${file}:${line}`;
}
