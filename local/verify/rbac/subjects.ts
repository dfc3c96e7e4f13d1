import type { DeclaredAccess } from "./declared";
import { everyone, expectedGrants, type Grant, type RoleName } from "./expected";

/** Where something is tried: a namespace, or the whole cluster (all namespaces, and what has none). */
export type Scope = { namespace: string } | "cluster";

/** A group of people, and the roles that configuration gives it. */
export interface Subject {
  group: string;
  roles: { role: RoleName | "breakGlass"; scope: "cluster" | string[] }[];
}

/** Nobody has this group: it stands for everyone who can sign in and holds no role. */
export const unknownGroup = "verify:group-without-role";

/** Every group of configuration once, with all its roles; and the group that nobody declared. */
export function subjectsOf({ groups, environments, teams }: DeclaredAccess): Subject[] {
  const subjects = new Map<string, Subject>([[unknownGroup, { group: unknownGroup, roles: [] }]]);
  const add = (names: string[], ...roles: Subject["roles"]) => {
    for (const group of names) {
      const known = subjects.get(group) ?? { group, roles: [] };
      subjects.set(group, { group, roles: [...known.roles, ...roles] });
    }
  };
  add(groups.admins, { role: "admin", scope: "cluster" });
  add(groups.operators, { role: "operator", scope: "cluster" });
  add(groups.viewers, { role: "viewer", scope: "cluster" });
  add(groups.developers, { role: "developer", scope: environments });
  add(
    groups.breakGlass.groups,
    ...(groups.breakGlass.enabled ? [{ role: "breakGlass", scope: "cluster" } as const] : []),
  );
  for (const team of teams) {
    add(team.developers, { role: "developer", scope: team.namespaces });
    add(team.viewers, { role: "viewer", scope: team.namespaces });
  }
  return [...subjects.values()];
}

/** The role that should let a subject do something; `undefined` when it must be denied. */
export function allowedBy(
  subject: Subject,
  attempt: { group: string; resource: string; verb: string; scope: Scope },
): RoleName | "breakGlass" | "everyone" | undefined {
  if (granted("everyone", attempt)) return "everyone";
  return subject.roles.find(
    ({ role, scope }) =>
      (scope === "cluster" || (attempt.scope !== "cluster" && scope.includes(attempt.scope.namespace))) &&
      (role === "breakGlass" || granted(role, attempt)),
  )?.role;
}

const index = new Map<string, Set<string>>();
for (const [role, grants] of Object.entries({ ...expectedGrants, everyone })) {
  index.set(role, new Set(grants.flatMap(keys)));
}

function keys({ group, resources, verbs }: Grant): string[] {
  return resources.flatMap((resource) => verbs.map((verb) => `${group} ${resource} ${verb}`));
}

function granted(role: RoleName | "everyone", attempt: { group: string; resource: string; verb: string }): boolean {
  return index.get(role)!.has(`${attempt.group} ${attempt.resource} ${attempt.verb}`);
}
