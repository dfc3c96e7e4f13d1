import { changeOf, dollars, type PlannedCost } from "../cost";
import { escape } from "../escape";
import type { Plan } from "../plan";
import { list, paragraph, table, type Cell } from "./table";

export function costSection({ cost, settings }: Plan): string {
  if (!cost) return paragraph("Not estimated: the stack has nothing of a cloud.");
  return [
    `<p>${sentence(cost)}</p>`,
    table({
      caption: "By what is billed",
      head: ["Of", "Each month", "At most, with all nodes that may be added"],
      rows: cost.categories.map(({ category, monthlyUsd, maximumUsd }) => [category, usd(monthlyUsd), usd(maximumUsd)]),
    }),
    table({
      caption: "By component; what teams share, such as nodes, is the cluster's",
      head: ["Component", "Each month", "At most"],
      rows: cost.components.map(({ component, monthlyUsd, maximumUsd }) => [
        component,
        usd(monthlyUsd),
        usd(maximumUsd),
      ]),
    }),
    teamsTable(cost, settings),
    cost.missing.length > 0 ? `<h3>Not in the estimate</h3>\n${list(cost.missing)}` : "",
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function sentence(cost: PlannedCost): string {
  const change = changeOf(cost);
  const about = `About <b>${dollars(cost.monthlyUsd)}</b> a month${change && `, ${escape(change)}`}`;
  return `${about}; list prices of ${escape(cost.pricesAsOf)}, without what is billed by use.`;
}

/** A team's own is what its component has; OpenCost measures its share of the nodes. */
function teamsTable({ components }: PlannedCost, settings: Plan["settings"]): string {
  const teams = settings["platform:teams"];
  if (!Array.isArray(teams) || teams.length === 0) return "";
  return table({
    caption: "By team: its own resources, without its share of the nodes, which OpenCost measures",
    head: ["Team", "Each month", "Budget"],
    rows: (teams as { name: string; monthlyBudgetUsd?: number }[]).map(({ name, monthlyBudgetUsd }) => [
      name,
      usd(components.find(({ component }) => component === `team-${name}`)?.monthlyUsd ?? 0),
      monthlyBudgetUsd === undefined ? "none" : usd(monthlyBudgetUsd),
    ]),
  });
}

function usd(amount: number): Cell {
  return { html: dollars(amount), class: "number" };
}
