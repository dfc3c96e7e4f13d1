/** One thing that is not as declared. */
export interface CheckFailure {
  /** What was expected and what is. */
  what: string;
  /** The object or setting. */
  where: string;
  why: string;
  remedy: string;
}

/** Checks that belong together: one row of the table. */
export interface CheckGroup {
  name: string;
  passed: number;
  failed: number;
  seconds: number;
  failures: CheckFailure[];
}

export interface VerifyReport {
  groups: CheckGroup[];
  passed: number;
  failed: number;
  seconds: number;
}

/** What a group of checks found; one failure may stand for several failed checks that have one cause. */
export type CheckOutcome = Pick<CheckGroup, "passed" | "failed" | "failures">;

export function summarize(groups: CheckGroup[], seconds: number): VerifyReport {
  const total = (count: (group: CheckGroup) => number) => groups.reduce((sum, group) => sum + count(group), 0);
  return { groups, passed: total((group) => group.passed), failed: total((group) => group.failed), seconds };
}

/** Failures of a group that are printed; the rest are counted. */
const shown = 20;

/** The table, and below it a line for each failure. */
export function formatReport(report: VerifyReport): string {
  const rows = [
    ["checks of", "checks", "passed", "failed", "seconds"],
    ...[...report.groups, { name: "total", ...report }].map(({ name, passed, failed, seconds }) => [
      name,
      String(passed + failed),
      String(passed),
      String(failed),
      seconds.toFixed(1),
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const table = rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join("  "),
  );
  const failures = report.groups.flatMap(({ name, failures: its }) => [
    ...its.slice(0, shown).map((failure) => `${name}: ${sentence(failure)}`),
    ...(its.length > shown ? [`${name}: and ${its.length - shown} more`] : []),
  ]);
  return [...table, ...(failures.length > 0 ? ["", ...failures] : [])].join("\n");
}

function sentence({ what, where, why, remedy }: CheckFailure): string {
  return `${where}: ${what}: ${why}; ${remedy}`;
}
