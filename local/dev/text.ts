import { formatReport } from "../verify";
import type { ServerStatus } from "../controlplane";
import { changedNothing, type DevResult } from "./up";

/** What a person reads at the end of `npm run local`: what was done, what holds, and what to do next. */
export function outcomeText(stack: string, result: DevResult, seconds: number): string {
  const { plane, crds, run, pruned, report } = result;
  const applied = run.resources.filter(({ custom, type }) => custom && /^(kubernetes|vault|tls):/.test(type)).length;
  const unrendered = run.charts.filter((chart) => !chart.rendered);
  return [
    changedNothing(result)
      ? `nothing changed: ${applied} objects of stack ${stack} are as declared`
      : `stack ${stack}: ${run.changed.length} of ${applied} objects created or changed`,
    ...(plane.started.length > 0 ? [`started: ${plane.started.join(", ")}`] : []),
    ...(crds.length > 0 ? [`custom resource definitions created or replaced: ${crds.length}`] : []),
    ...(pruned.length > 0 ? [`deleted, since it left the program: ${pruned.join(", ")}`] : []),
    ...(run.notApplied.length > 0 ? [`not applied: ${run.notApplied.map(shortName).join(", ")}`] : []),
    ...unrendered.map(({ name, reason }) => `not rendered: chart ${name}: ${reason ?? "unknown"}`),
    "",
    ...(report ? [formatReport(report), ""] : []),
    `${report && report.failed === 0 ? "all checks passed" : "checks failed"} (${seconds.toFixed(1)} s)`,
    ...nextSteps(plane.kubeconfig),
  ].join("\n");
}

export function nextSteps(kubeconfig: string): string[] {
  return [
    `use it:       export KUBECONFIG=${kubeconfig}`,
    "check again:  npm run local -- verify",
    "stop:         npm run local -- down",
  ];
}

export function statusText(servers: ServerStatus[]): string {
  const rows = [
    ["server", "state", "pid", "port", "version"],
    ...servers.map(({ name, pid, port, healthy, problem, version }) => [
      name,
      healthy ? "healthy" : (problem ?? "unhealthy"),
      String(pid ?? "-"),
      String(port ?? "-"),
      version ?? "-",
    ]),
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** `Kind name` of a URN. */
function shortName(urn: string): string {
  const [, , types = "", name = ""] = urn.split("::");
  return `${types.split(":").at(-1)} ${name}`;
}
