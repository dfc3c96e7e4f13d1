import color from "picocolors";
import type { DrillResult } from ".";

/** For people: a line per namespace, and one per problem. */
export function drillReport(stack: string, results: DrillResult[]): string {
  const bad = results.filter(({ problems }) => problems.length > 0).length;
  const verdict = bad > 0 ? `${bad} of ${results.length} not as promised` : `all ${results.length} as promised`;
  const lines = results.flatMap((result) => [
    `  ${result.problems.length > 0 ? color.red("failed") : color.green("ok    ")}  ${result.namespace}  ${facts(result)}`,
    ...result.problems.map((problem) => `          → ${problem}`),
  ]);
  return [`${stack}  restore drill: ${verdict}`, "", ...lines, ""].join("\n");
}

function facts({
  recoverySeconds,
  objects,
  volumes,
  lostMinutes,
  recoveryPointMinutes,
  backup,
  kept,
}: DrillResult): string {
  const parts: string[] = [];
  if (recoverySeconds !== undefined) {
    parts.push(`back after ${recoverySeconds.toFixed(0)} s (${objects} objects, ${volumes} volumes)`);
  }
  if (lostMinutes !== undefined) {
    parts.push(`${lostMinutes} minutes would be lost, ${recoveryPointMinutes} are promised`, `backup ${backup}`);
  }
  if (kept !== undefined) parts.push(`kept in ${kept}: kubectl delete namespace ${kept} when you have looked at it`);
  return parts.join("; ");
}

/** For GitLab's metrics reports, and whatever reads OpenMetrics. */
export function drillMetrics(stack: string, results: DrillResult[]): string {
  const gauge = (name: string, help: string, value: (result: DrillResult) => number | undefined) => [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} gauge`,
    ...results.flatMap((result) => {
      const measured = value(result);
      return measured === undefined ? [] : [`${name}{stack="${stack}",namespace="${result.namespace}"} ${measured}`];
    }),
  ];
  return [
    ...gauge("platform_restore_seconds", "Time to restore a namespace.", ({ recoverySeconds }) => recoverySeconds),
    ...gauge("platform_restore_lost_seconds", "Age of what was restored.", ({ lostMinutes }) =>
      lostMinutes === undefined ? undefined : 60 * lostMinutes,
    ),
    ...gauge("platform_restore_problems", "Promises that were not kept.", ({ problems }) => problems.length),
    "# EOF",
    "",
  ].join("\n");
}
