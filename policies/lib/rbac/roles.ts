import { Labels } from "../kubernetes/labels";
import { Selector } from "../kubernetes/selector";
import type { KubernetesObject } from "../kubernetes/object";
import { Index, type StackObjects } from "../kubernetes/stack";
import type { PolicyRule, Role } from "../kubernetes/types";
import { select, type List, type Undetermined } from "../unknowns";
import { BUILTIN_CLUSTER_ROLES, isControlPlaneRole, isSystemRole } from "./builtin";
import type { Power } from "./powers";

/** What a role really allows, with everything that aggregation and patches add to it. */
export interface EffectiveRole {
  /** For messages: `ClusterRole edit`. */
  label: string;
  rules: EffectiveRule[];
  /** What could not be told about its rules. */
  unknown: Undetermined[];
  /** One of the control plane's own roles: its rules are not known here, and too strong for anything else. */
  controlPlane: boolean;
}

export interface EffectiveRule {
  rule: PolicyRule;
  /** The role that has it. */
  of: string;
  /** `TYPE::NAME` of the resource that has it. */
  owner: string;
}

interface Source {
  label: string;
  body: Role;
  patch: boolean;
  labels: Labels;
  /** `TYPE::NAME`, for unknown values. */
  id: string;
}

const GROUP = "rbac.authorization.k8s.io";
export const ROLES = [`${GROUP}/Role`, `${GROUP}/ClusterRole`];

/** The roles of a stack and those of every API server. */
export class Roles {
  private readonly clusterRoles: Index<Source>;
  private readonly sources: Source[];
  private readonly namespaced: Index<Source>;
  private readonly resolved = new Map<string, EffectiveRole>();

  constructor(objects: StackObjects) {
    const declared = objects.of<Role>(`${GROUP}/ClusterRole`);
    this.clusterRoles = new Index<Source>(objects.hidden);
    const named: [Source, () => string][] = [
      ...declared.map((role): [Source, () => string] => [source(role), () => role.name]),
      ...[...BUILTIN_CLUSTER_ROLES].map(([name, body]): [Source, () => string] => [builtin(name, body), () => name]),
    ];
    this.sources = named.map(([item]) => item);
    for (const [item, name] of named) this.clusterRoles.add(item, name, item.id);
    this.namespaced = new Index<Source>(objects.hidden);
    for (const role of objects.of<Role>(`${GROUP}/Role`)) {
      this.namespaced.add(source(role), () => `${role.namespace}/${role.name}`, role.id);
    }
  }

  /** Three-valued: whether the stack or the API server has the role. */
  exists(kind: string, name: string, namespace: string): boolean {
    if (kind === "ClusterRole" && isSystemRole(name)) return true;
    const [index, key] = this.place(kind, name, namespace);
    return index.some(key, ({ patch }) => !patch);
  }

  /** The role's effective rules; none when nothing here knows the role. */
  resolve(kind: string, name: string, namespace: string): EffectiveRole {
    const [index, key] = this.place(kind, name, namespace);
    const label = `${kind} ${key}`;
    const known = this.resolved.get(label);
    if (known) return known;
    const sources = index.at(key);
    const controlPlane = kind === "ClusterRole" && isControlPlaneRole(name) && sources.every(({ patch }) => patch);
    const { rules, unknown } = this.collect(sources, new Set());
    // A role whose name is unknown may be the one, and a patch whose name is unknown may be of it.
    const doubt = sources.length === 0 ? index.doubt : index.stray(({ patch }) => patch);
    if (doubt) unknown.push(doubt);
    const role = { label, rules, unknown, controlPlane };
    this.resolved.set(label, role);
    return role;
  }

  private place(kind: string, name: string, namespace: string): [Index<Source>, string] {
    return kind === "ClusterRole" ? [this.clusterRoles, name] : [this.namespaced, `${namespace}/${name}`];
  }

  private collect(sources: readonly Source[], seen: Set<Source>): Pick<EffectiveRole, "rules" | "unknown"> {
    const rules: EffectiveRole["rules"] = [];
    const unknown: Undetermined[] = [];
    for (const item of sources) {
      if (seen.has(item)) continue;
      seen.add(item);
      const note = (more: Undetermined[]) => unknown.push(...more.map((u) => u.from(item.id)));
      const own = select(
        () => item.body.rules,
        () => true,
      );
      rules.push(...own.found.map((rule) => ({ rule, of: item.label, owner: item.id })));
      note(own.unknown);
      const selected = this.aggregated(item);
      note(selected.unknown);
      const rest = this.collect(selected.found, seen);
      rules.push(...rest.rules);
      unknown.push(...rest.unknown);
    }
    return { rules, unknown };
  }

  /** ClusterRoles that the aggregation rule of a role takes in. */
  private aggregated({ body }: Source): { found: Source[]; unknown: Undetermined[] } {
    const selectors = select(
      () => body.aggregationRule?.clusterRoleSelectors as List<object>,
      () => true,
    );
    const found: Source[] = [];
    const unknown = [...selectors.unknown];
    for (const raw of selectors.found) {
      const selector = Selector.of(() => raw);
      const roles = select(
        () => this.sources,
        ({ labels }) => selector.matches(labels),
      );
      found.push(...roles.found);
      unknown.push(...roles.unknown);
    }
    return { found, unknown };
  }
}

/** The powers that a role gives, with the role that has the rule, and what could not be told. */
export function powersOf(
  role: EffectiveRole,
  powers: readonly Power[],
): { found: { what: string; of: string }[]; unknown: Undetermined[] } {
  const found = new Map<string, { what: string; of: string }>();
  const unknown = [...role.unknown];
  for (const { rule, of, owner } of role.rules) {
    const given = select(
      () => powers,
      (power) => power.given(rule),
    );
    for (const { what } of given.found) if (!found.has(what)) found.set(what, { what, of });
    unknown.push(...given.unknown.map((item) => item.from(owner)));
  }
  return { found: [...found.values()], unknown };
}

function source(role: KubernetesObject<Role>): Source {
  const labels = new Labels(() => role.body.metadata?.labels, { owner: role.id });
  return { label: role.label, body: role.body, patch: role.patch, labels, id: role.id };
}

function builtin(name: string, body: Role): Source {
  const label = `ClusterRole ${name}`;
  return { label, body, patch: false, labels: new Labels(() => body.metadata?.labels), id: label };
}
