import { grantsOf, rolesOf, wholeCluster, type Grant } from "../access";
import { groupBy } from "../objects";
import type { Report } from "../report";
import { details, paragraph, table } from "./table";

/** Who may do what, by the plan's own roles and bindings. */
export function accessSection({ plan }: Report): string {
  const grants = grantsOf(plan);
  const people = grants.filter(({ isGroup }) => isGroup);
  const machines = grants.filter(({ isGroup }) => !isGroup);
  if (grants.length === 0) return paragraph("The plan binds no roles.");
  return [
    people.length > 0 ? matrix(people) : paragraph("No group of people is bound."),
    people.length > 0 ? rolesTable(plan, people) : "",
    machines.length > 0
      ? details(`${machines.length} bindings of service accounts and others`, machinesTable(machines))
      : "",
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function matrix(grants: Grant[]): string {
  const scopes = [...new Set(grants.map(({ scope }) => scope))].sort((a, b) =>
    a === wholeCluster ? -1 : b === wholeCluster ? 1 : a.localeCompare(b),
  );
  return table({
    caption: "Roles of each group of people, by where they hold; an empty cell is no access",
    head: ["Group", ...scopes],
    rows: [...groupBy(grants, ({ subject }) => subject)].map(([subject, its]) => [
      subject.replace(/^Group /, ""),
      ...scopes.map((scope) =>
        its
          .filter((grant) => grant.scope === scope)
          .map(({ role }) => shortRole(role))
          .join(", "),
      ),
    ]),
    wide: true,
  });
}

function rolesTable(plan: Report["plan"], grants: Grant[]): string {
  const roles = rolesOf(plan, grants);
  const known = roles.filter(({ verbs }) => verbs !== undefined);
  const foreign = roles.filter(({ verbs }) => verbs === undefined);
  const things = [...new Set(known.flatMap(({ verbs }) => [...verbs!.keys()]))].sort();
  const note =
    foreign.length > 0
      ? paragraph(`Roles that the plan does not make: ${foreign.map(({ role }) => role).join(", ")}.`)
      : "";
  if (known.length === 0) return note;
  const rights = table({
    caption: "What each role allows; read is get, list and watch, write is create, update, patch and delete",
    head: ["Resource", ...known.map(({ role }) => shortRole(role))],
    rows: things.map((thing) => [thing, ...known.map(({ verbs }) => verbs!.get(thing) ?? "")]),
    wide: true,
  });
  return note + details("What each role allows", rights);
}

function machinesTable(grants: Grant[]): string {
  return table({
    caption: "Bindings of service accounts and others",
    head: ["Subject", "Role", "Where"],
    rows: grants.map(({ subject, role, scope }) => [subject, role, scope]),
  });
}

function shortRole(role: string): string {
  return role.replace(/^(?:ClusterRole|Role) /, "");
}
