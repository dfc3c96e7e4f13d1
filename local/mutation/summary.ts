import { dirname } from "node:path";

import type { Mutant } from "./types";

/** How many of the mutants of a folder the tests noticed. */
export interface Score {
  folder: string;
  /** Noticed by a test, or never ending. */
  killed: number;
  survived: number;
  /** Run by no test. */
  uncovered: number;
  /** Percent of all of them; 100 where there are none. */
  percent: number;
}

/** Of each folder. */
export function scoresOf(results: readonly Mutant[]): Score[] {
  const folders = [...new Set(results.map(({ fileName }) => dirname(fileName)))].sort();
  return folders.map((folder) =>
    scoreOf(
      folder,
      results.filter(({ fileName }) => dirname(fileName) === folder),
    ),
  );
}

function scoreOf(folder: string, results: readonly Mutant[]): Score {
  const count = (...statuses: string[]) => results.filter(({ status }) => statuses.includes(status)).length;
  return score(folder, count("Killed", "Timeout"), count("Survived"), count("NoCoverage"));
}

function score(folder: string, killed: number, survived: number, uncovered: number): Score {
  const all = killed + survived + uncovered;
  return { folder, killed, survived, uncovered, percent: all === 0 ? 100 : (killed / all) * 100 };
}

/** The mutants that no test noticed: where, and what stood there instead. */
export function survivors(results: readonly Mutant[]): string {
  const lines = results
    .filter(({ status }) => status === "Survived" || status === "NoCoverage")
    .map(({ fileName, location, mutatorName, replacement, status }) => {
      const { line, column } = location.start;
      const instead = (replacement ?? "").replace(/\s+/g, " ");
      const untested = status === "NoCoverage" ? " (no test runs it)" : "";
      return { fileName, line, column, text: `${line}:${column} ${mutatorName}${untested}: ${instead}` };
    })
    .sort((a, b) => a.fileName.localeCompare(b.fileName) || a.line - b.line || a.column - b.column)
    .map(({ fileName, text }) => `  ${fileName}:${text}\n`);
  return lines.join("");
}

export function table(scores: readonly Score[]): string {
  const width = Math.max(...scores.map(({ folder }) => folder.length), "all".length);
  const row = ({ folder, killed, survived, uncovered, percent }: Score) =>
    `${folder.padEnd(width)}  ${percent.toFixed(1).padStart(5)} %  ${killed} killed, ${survived} survived, ${uncovered} not run\n`;
  const sum = (of: (score: Score) => number) => scores.reduce((total, score) => total + of(score), 0);
  const total = score(
    "all",
    sum((s) => s.killed),
    sum((s) => s.survived),
    sum((s) => s.uncovered),
  );
  return [...scores, total].map(row).join("");
}
