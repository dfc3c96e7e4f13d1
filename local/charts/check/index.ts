import type { ChartPin } from "../../../components/lib/chart-pin";
import type { ChartUse } from "../uses";
import type { StoredChart } from "./folder";
import { checkKeys } from "./keys";
import { knowledgeOf, type ChartKnowledge } from "./known";

export interface CheckResult {
  /** One sentence each: what is wrong, where, and what to do. */
  problems: string[];
  /** What could not be compared. */
  notes: string[];
  /** Charts and keys that were compared. */
  charts: number;
  keys: number;
}

/**
 * Proves that each use's version is in the folder, and that every value key exists in that chart's values or schema.
 * @param directory for messages
 * @param absent charts that the folder is known to lack: they are noted, and not compared
 */
export function checkCharts(
  uses: ChartUse[],
  stored: StoredChart[],
  pins: ChartPin[],
  directory: string,
  absent: string[] = [],
): CheckResult {
  const problems = new Findings();
  const notes = new Findings();
  const knowledge = new Map<StoredChart, ChartKnowledge>();
  let keys = 0;

  for (const use of uses) {
    const found = findVersion(use, stored, pins);
    if (typeof found === "string" && absent.includes(use.chart)) {
      notes.add(use, `not compared, because ${directory} does not hold it`);
      continue;
    }
    if (typeof found === "string") {
      problems.add(
        use,
        `${directory} must hold it, got ${found}; run npm run charts -- pull --to ${directory}, or correct the pin in src/versions.ts`,
      );
      continue;
    }
    const others = stored.map(({ chart }) => chart);
    const known = knowledge.get(found) ?? knowledgeOf(found.chart, others);
    knowledge.set(found, known);
    if (found.chart.version !== use.version) notes.add(use, `compared with the values of ${found.chart.version}`);

    const result = checkKeys(use.values, known);
    keys += result.checked;
    for (const note of result.notes) notes.add(use, note);
    for (const { path, nearest } of result.unknown) {
      const remedy = nearest === undefined ? `see values.yaml of the chart` : `did you mean ${nearest}?`;
      problems.add(use, `${path} must be a key of the chart's values, and is not; ${remedy}`);
    }
  }
  return { problems: problems.lines(), notes: notes.lines(), charts: knowledge.size, keys };
}

/** The stored chart that the use's values are compared with, or what there is instead. */
function findVersion(use: ChartUse, stored: StoredChart[], pins: ChartPin[]): StoredChart | string {
  const named = stored.filter(({ chart }) => chart.name === use.chart);
  const pin = pins.find(({ name, version }) => name === use.chart && version === use.version);
  const found =
    named.find(({ chart }) => chart.version === use.version) ??
    named.find(({ chart }) => chart.version === pin?.valuesCheckedAt);
  return found ?? (named.map(({ chart }) => chart.version).join(", ") || "no version of it");
}

/** Findings of several stacks about the same thing, as one. */
class Findings {
  private readonly found = new Map<string, { use: ChartUse; text: string; stacks: string[] }>();

  add(use: ChartUse, text: string): void {
    const key = JSON.stringify([use.component, use.chart, use.version, text]);
    const entry = this.found.get(key) ?? { use, text, stacks: [] };
    if (use.stack !== undefined) entry.stacks.push(use.stack);
    this.found.set(key, entry);
  }

  lines(): string[] {
    return [...this.found.values()].map(({ use, text, stacks }) => {
      const where = stacks.length > 0 ? ` (${[...new Set(stacks)].join(", ")})` : "";
      return `${use.component}${where}, ${use.chart} ${use.version}: ${text}`;
    });
  }
}
