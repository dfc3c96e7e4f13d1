import type { Preview } from "../local/gitlab/preview";
import { subject } from "./findings";

/** Text of several lines, where Markdown has room for one. */
export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ");
}

/** The errors of a preview, each a paragraph. */
export function errorLines({ errors }: Pick<Preview, "errors">): string[] {
  return errors.map((error) => `**Error:** ${oneLine(error)}\n`);
}

/** A list of what would change, as far as there is room. @param would before each operation */
export function changeLines(changes: Preview["changes"], shown: number, would = ""): string[] {
  return changes.slice(0, shown).map(({ operation, urn }) => `- ${would}${operation} \`${subject({ urn })}\``);
}
