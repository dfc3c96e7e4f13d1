import { flowsOf, isOutside, type Flow } from "../flows/flows";
import { groupBy } from "../objects";
import type { Report } from "../report";
import { details, paragraph, table } from "./table";

/** Who may connect to whom, by the plan's NetworkPolicies. */
export function connectivitySection({ plan }: Report): string {
  const flows = flowsOf(plan);
  if (flows.length === 0) return paragraph("The plan has no NetworkPolicies that allow anything.");
  return [matrix(flows), details(`All ${flows.length} flows between workloads`, workloadsTable(flows))].join("\n");
}

function matrix(flows: Flow[]): string {
  const between = flows.filter(({ from, to }) => groupOf(from) !== groupOf(to));
  const froms = [...new Set(between.map(({ from }) => groupOf(from)))].sort();
  const tos = [...new Set(between.map(({ to }) => groupOf(to)))].sort();
  const cells = groupBy(between, ({ from, to }) => JSON.stringify([groupOf(from), groupOf(to)]));
  const cell = (from: string, to: string) =>
    [...new Set((cells.get(JSON.stringify([from, to])) ?? []).flatMap(({ ports }) => ports))].join(" ");
  const markup = table({
    caption: "TCP ports (others with their protocol) that are open from the row to the column; an empty cell is denied",
    head: ["From namespace or address", ...tos],
    rows: froms.map((from) => [from, ...tos.map((to) => cell(from, to))]),
    wide: true,
  });
  return markup.replace('class="wide"', 'class="wide turned"');
}

function workloadsTable(flows: Flow[]): string {
  return table({
    caption: "Connections that NetworkPolicies let out at one end and in at the other",
    head: ["From", "To", "Ports"],
    rows: flows.map(({ from, to, ports }) => [nameOf(from), nameOf(to), ports.join(", ")]),
  });
}

function groupOf(end: Flow["from"]): string {
  return isOutside(end) ? `(${end.outside})` : end.namespace;
}

function nameOf(end: Flow["from"]): string {
  return isOutside(end) ? `(${end.outside})` : `${end.namespace}/${end.name}`;
}
