import colours from "picocolors";
import type { RunResult } from "../local/engine/types";
import { wrap } from "./terminal";

/** A reason that begins with the chart's name and version, and goes on alike for many. */
const shared = /^(?<chart>\S+ \S+) (?<why>is not on this machine; .+)$/;
const indent = " ".repeat(6);

/** Charts that were not rendered for one reason. */
interface Unrendered {
  /** Which, and why. */
  text: string;
  /** Name and version of each, where they have their reason in common. */
  charts: string[];
}

/** Which charts were not rendered and why, with one entry for all that have the same reason. */
export function unrendered(charts: RunResult["charts"]): Unrendered[] {
  const together = new Map<string, string[]>();
  const alone: Unrendered[] = [];
  for (const { name, reason, rendered } of charts) {
    if (rendered) continue;
    const { chart, why } = shared.exec(reason ?? "")?.groups ?? {};
    if (chart === undefined || why === undefined) {
      alone.push({ text: `chart ${name}: ${reason ?? "unknown"}`, charts: [] });
    } else together.set(why, [...(together.get(why) ?? []), chart]);
  }
  const groups = [...together].map(([why, names]) => {
    const count =
      names.length > 1
        ? `${names.length} charts whose objects no policy saw, since each`
        : "a chart whose objects no policy saw, since it";
    return { text: `${count} ${why}`, charts: names };
  });
  return [...alone, ...groups];
}

/** The same for a terminal. */
export function unrenderedLines(charts: RunResult["charts"]): string[] {
  return unrendered(charts).flatMap(({ text, charts: names }) => [
    `  ${colours.yellow("not rendered")}  ${text}`,
    ...wrap(names, indent.length).map((line, i) => (i === 0 ? indent + line : line)),
  ]);
}
