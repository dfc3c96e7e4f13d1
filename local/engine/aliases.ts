import type { Alias } from "@pulumi/pulumi/proto/alias_pb";
import type { Goal } from "./goal";
import { createUrn, qualifiedType, STACK_TYPE } from "./urn";

/** URNs under which the resource was known before. */
export function aliasUrns(goal: Goal, stack: string, project: string): string[] {
  const urns = goal.options.getAliasesList().map((alias) => aliasUrn(goal, alias, stack, project));
  return [...new Set(urns)].filter((urn) => urn !== goal.urn);
}

/** What an alias does not say is as it is now. */
function aliasUrn(goal: Goal, alias: Alias, stack: string, project: string): string {
  const spec = alias.getSpec();
  if (!spec) return alias.getUrn();
  const given = spec.getParenturn() || goal.parent;
  const parent = spec.getNoparent() || qualifiedType(given) === STACK_TYPE ? "" : given;
  const name = spec.getName() || goal.name;
  return createUrn(spec.getStack() || stack, spec.getProject() || project, parent, spec.getType() || goal.type, name);
}
