import colours from "picocolors";
import type { RunResult } from "../local/engine/types";
import { wrap } from "./terminal";

/** A reason that begins with the chart's name and version, and goes on alike for many. */
const shared = /^(?<chart>\S+ \S+) (?<why>is not on this machine; .+)$/;
const indent = " ".repeat(6);

/** Which charts were not rendered and why, with one entry for all that have the same reason. */
export function unrenderedLines(charts: RunResult["charts"]): string[] {
  const together = new Map<string, string[]>();
  const lines: string[] = [];
  const label = colours.yellow("not rendered");
  for (const { name, reason, rendered } of charts) {
    if (rendered) continue;
    const { chart, why } = shared.exec(reason ?? "")?.groups ?? {};
    if (chart === undefined || why === undefined) lines.push(`  ${label}  chart ${name}: ${reason ?? "unknown"}`);
    else together.set(why, [...(together.get(why) ?? []), chart]);
  }
  for (const [why, names] of together) {
    const count =
      names.length > 1
        ? `${names.length} charts whose objects no policy saw, since each`
        : "a chart whose objects no policy saw, since it";
    const [first = "", ...more] = wrap(names, indent.length);
    lines.push(`  ${label}  ${count} ${why}`, indent + first, ...more);
  }
  return lines;
}
