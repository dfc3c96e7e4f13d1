import { selects } from "../local/verify/network/selector";
import type { LabelSelector } from "../local/verify/network/types";
import { groupBy, objectsOf, ofKind, stated, type PlannedObject } from "./objects";
import type { Plan } from "./plan";

/** Who holds which role where, as the plan's bindings say. */
export interface Grant {
  /** `Group oidc:payments-developers`, `ServiceAccount flux-system/flux`. */
  subject: string;
  isGroup: boolean;
  /** `ClusterRole platform-viewer`; a Role with its namespace. */
  role: string;
  /** Namespace, or `the whole cluster`. */
  scope: string;
}

export const wholeCluster = "the whole cluster";

/** What a role allows: verbs by resource (`deployments.apps`). */
export interface Allowed {
  role: string;
  /** @default absent - the role is not of this plan */
  verbs?: ReadonlyMap<string, string>;
}

const group = "rbac.authorization.k8s.io";

/** Every subject of every binding. What charts bind for themselves is in the plan only where they are rendered. */
export function grantsOf(plan: Pick<Plan, "resources">): Grant[] {
  const bindings = ofKind<Binding>(objectsOf(plan), `${group}/ClusterRoleBinding`, `${group}/RoleBinding`);
  return bindings.flatMap(({ kind, namespace, body }) => {
    const scope = kind.endsWith("/ClusterRoleBinding") ? wholeCluster : namespace;
    const role = roleName(stated(body.roleRef?.kind), stated(body.roleRef?.name), namespace);
    return listOf(body.subjects).map((subject) => {
      const within = stated(subject.namespace) || (subject.kind === "ServiceAccount" ? namespace : "");
      const name = within === "" ? stated(subject.name) : `${within}/${stated(subject.name)}`;
      return { subject: `${stated(subject.kind)} ${name}`, isGroup: subject.kind === "Group", role, scope };
    });
  });
}

/** What the roles allow that anybody holds, in the order in which they are first bound. */
export function rolesOf(plan: Pick<Plan, "resources">, grants: readonly Grant[]): Allowed[] {
  const roles = ofKind<Role>(objectsOf(plan), `${group}/ClusterRole`, `${group}/Role`);
  const byName = new Map(roles.map((role) => [roleName(role.kind.split("/")[1]!, role.name, role.namespace), role]));
  return [...new Set(grants.map(({ role }) => role))].map((role) => {
    const found = byName.get(role);
    return found ? { role, verbs: verbsOf(rulesOf(found, roles)) } : { role };
  });
}

function roleName(kind: string, name: string, namespace: string): string {
  return kind === "Role" ? `Role ${namespace}/${name}` : `ClusterRole ${name}`;
}

/** Its own rules and those of the roles that it takes in by their labels. */
function rulesOf(role: PlannedObject<Role>, all: readonly PlannedObject<Role>[]): Rule[] {
  const selectors = listOf(role.body.aggregationRule?.clusterRoleSelectors);
  const taken = all.filter((other) => other !== role && selectors.some((selector) => selects(selector, other.labels)));
  return [role, ...taken].flatMap(({ body }) => listOf(body.rules));
}

function verbsOf(rules: Rule[]): Map<string, string> {
  const pairs = rules.flatMap(({ apiGroups, resources, nonResourceURLs, resourceNames, verbs }) => {
    const things = listOf(resources).flatMap((resource) =>
      listOf(apiGroups).map((api) => (api === "" ? resource : `${resource}.${api}`)),
    );
    const names = listOf(resourceNames).length > 0 ? ` (${listOf(resourceNames).join(", ")})` : "";
    return [...things.map((thing) => thing + names), ...listOf(nonResourceURLs)].map((thing) => ({
      thing,
      verbs: listOf(verbs),
    }));
  });
  return new Map(
    [...groupBy(pairs, ({ thing }) => thing)].map(([thing, its]) => [
      thing,
      inWords(its.flatMap(({ verbs }) => verbs)),
    ]),
  );
}

const reading = ["get", "list", "watch"];
const writing = ["create", "update", "patch", "delete"];

/** `read`, `read, write`, or the verbs themselves. */
function inWords(verbs: string[]): string {
  const left = new Set(verbs);
  if (left.has("*")) return "everything";
  const words = (
    [
      ["read", reading],
      ["write", writing],
    ] as const
  ).flatMap(([word, its]) => {
    if (!its.every((verb) => left.has(verb))) return [];
    its.forEach((verb) => left.delete(verb));
    return [word];
  });
  return [...words, ...left].join(", ");
}

/** Values that only a deployment tells are no lists yet. */
function listOf<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [];
}

interface Binding {
  roleRef?: { kind?: unknown; name?: unknown };
  subjects?: { kind?: unknown; name?: unknown; namespace?: unknown }[];
}

interface Role {
  rules?: Rule[];
  aggregationRule?: { clusterRoleSelectors?: LabelSelector[] };
}

interface Rule {
  apiGroups?: string[];
  resources?: string[];
  nonResourceURLs?: string[];
  resourceNames?: string[];
  verbs?: string[];
}
