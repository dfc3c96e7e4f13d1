import type { Preview } from "../local/gitlab/preview";
import { changeLines, errorLines } from "./preview";

/** Resources that an issue may list: the job's log has all. */
const shown = 100;

/** Text of the issue about a stack whose cloud or cluster is not as the program made it. */
export function driftText(
  stack: string,
  { changes, errors }: Pick<Preview, "changes" | "errors">,
  job: string,
): string {
  const hidden = changes.length - shown;
  return [
    `What is deployed for \`${stack}\` differs from the program: somebody changed it by hand, or a deployment is missing.`,
    "",
    ...errorLines({ errors }),
    ...changeLines(changes, shown, "would "),
    ...(hidden > 0 ? [`- and ${hidden} more`] : []),
    "",
    "What to do: find out who changed it and why. Keep the change by a merge request to this project, or undo it by",
    "running the deploy job of the stack again. The issue closes itself when nothing differs any more.",
    "",
    `[Job](${job})`,
    "",
  ].join("\n");
}
