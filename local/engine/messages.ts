/** The colours of `util.inspect`. */
// eslint-disable-next-line no-control-regex
const colours = /\u001b\[[0-9;]*m/g;
/** A line of a stack, such as `    at new Team (file:///project/index.ts:3:5)`; not a message that says "at least one". */
const frame = /^\s+at (.+ \()?(.*:\d+:\d+|<anonymous>|native)\)?$/;

/**
 * The part of an error that a person can use. The SDK and the packs report the whole stack, with absolute paths; it is
 * kept with DEBUG=1.
 */
export function withoutStack(text: string): string {
  const lines = text
    .replace(colours, "")
    .replace(/^(error: \[runtime\] )?Running program '.*' failed with an unhandled exception:\n/, "")
    .split("\n");
  const start = Math.max(0, thrownAt(lines));
  const end = lines.findIndex((line, index) => index > start && frame.test(line));
  const shown = process.env["DEBUG"] ? lines : lines.slice(start, end === -1 ? undefined : end);
  return shown
    .join("\n")
    .replace(/^[ \t]*(Error|UserError|RunError): /gm, "")
    .trim();
}

/** Node prints the source line and a caret before an error that nothing caught. */
function thrownAt(lines: string[]): number {
  const caret = lines.findIndex((line) => /^\s*\^+\s*$/.test(line));
  return caret === -1 ? 0 : lines.findIndex((line, index) => index > caret && line.trim() !== "");
}
