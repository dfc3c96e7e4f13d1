import type { Plan, PlannedResource } from "./plan";

/** One direct child of the stack and what it holds. */
export interface ComponentSummary {
  name: string;
  /** Last part of the type, such as `Team`. */
  kind: string;
  /** Custom resources in it, itself included. */
  resources: number;
  /** How many of each kind, most frequent first. */
  kinds: [kind: string, count: number][];
  /** All resources in it, itself and components included. */
  members: PlannedResource[];
}

/** The plan as the stack's own children, in the order of registration. */
export function byComponent(plan: Pick<Plan, "resources">): ComponentSummary[] {
  const byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
  const groups = new Map<string, PlannedResource[]>();
  for (const resource of plan.resources) {
    const top = topAncestor(resource, byUrn);
    if (top) groups.set(top.urn, [...(groups.get(top.urn) ?? []), resource]);
  }
  return [...groups].map(([urn, members]) => {
    const top = byUrn.get(urn)!;
    const custom = members.filter((member) => member.custom);
    return { name: top.name, kind: kindOf(top.type), resources: custom.length, kinds: countKinds(custom), members };
  });
}

export function kindOf(type: string): string {
  if (type.startsWith("pulumi:providers:")) return `${type.slice("pulumi:providers:".length)} provider`;
  return type.slice(type.lastIndexOf(":") + 1);
}

/** The stack's own child that a resource is in, or is. The stack itself is nobody's component. */
export function topAncestor<T extends Pick<PlannedResource, "type" | "parent">>(
  resource: T,
  byUrn: ReadonlyMap<string, T>,
): T | undefined {
  if (resource.type === "pulumi:pulumi:Stack") return undefined;
  const parent = resource.parent === undefined ? undefined : byUrn.get(resource.parent);
  return !parent || parent.type === "pulumi:pulumi:Stack" ? resource : topAncestor(parent, byUrn);
}

function countKinds(resources: PlannedResource[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { type } of resources) counts.set(kindOf(type), (counts.get(kindOf(type)) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
}
