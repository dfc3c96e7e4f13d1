import { subject } from "./findings";

/** Resources that an issue may list: the job's log has all. */
const shown = 100;

/** Text of the issue about a stack whose cloud or cluster is not as the program made it. */
export function driftText(
  stack: string,
  { changes, errors }: { changes: { operation: string; urn: string }[]; errors: string[] },
  job: string,
): string {
  const hidden = changes.length - shown;
  return [
    `What is deployed for \`${stack}\` differs from the program: somebody changed it by hand, or a deployment is missing.`,
    "",
    ...errors.map((error) => `**Error:** ${error.replace(/\s*\n\s*/g, " ")}\n`),
    ...changes.slice(0, shown).map(({ operation, urn }) => `- would ${operation} \`${subject({ urn })}\``),
    ...(hidden > 0 ? [`- and ${hidden} more`] : []),
    "",
    "What to do: find out who changed it and why. Keep the change by a merge request to this project, or undo it by",
    "running the deploy job of the stack again. The issue closes itself when nothing differs any more.",
    "",
    `[Job](${job})`,
    "",
  ].join("\n");
}
