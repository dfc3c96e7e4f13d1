import type { RuleVerdicts } from "./verdicts";

const HEAD = `<!-- Measured by test/real/admission-policies.test.ts; UPDATE=1 writes it anew. -->

# What the API server says of the cases

Every passing and failing case of the rules that hold at admission, sent to a real API server. Accepted and refused are
objects on which the pack and the API server agree. Not judged are those that no policy ever sees.

`;

/** The comparison as a page. */
export function verdictPage(verdicts: readonly RuleVerdicts[]): string {
  const rows = verdicts.map(({ rule, accepted, refused, disagreements, unsent }) => {
    return `| ${[`\`${rule}\``, accepted, refused, disagreements.length, unsent.length].join(" | ")} |`;
  });
  const sum = (of: (verdicts: RuleVerdicts) => number) => verdicts.reduce((total, each) => total + of(each), 0);
  const totals = [
    "**all**",
    sum((each) => each.accepted),
    sum((each) => each.refused),
    sum((each) => each.disagreements.length),
    sum((each) => each.unsent.length),
  ];
  return [
    HEAD + "| Rule | Accepted by both | Refused by both | Differ | Not judged |",
    "| --- | ---: | ---: | ---: | ---: |",
    ...rows,
    `| ${totals.join(" | ")} |`,
    "",
    "## Not judged by the API server",
    "",
    ...verdicts.filter(({ unsent }) => unsent.length > 0).flatMap(unsentOf),
  ].join("\n");
}

function unsentOf({ rule, unsent }: RuleVerdicts): string[] {
  return [`\`${rule}\`:`, "", ...unsent.map((each) => `- ${each.replace(/[*_<>|]/g, "\\$&")}`), ""];
}
