import type { PolicyRule } from "../kubernetes/types";
import { all, type List, nonEmpty, some } from "../unknowns";

/** Something that RBAC can allow: any of the verbs on one resource. */
export interface Permission {
  /** API group, empty for the core group. */
  group: string;
  /** `resource` or `resource/subresource`. */
  resource: string;
  /** Any of these; absent for any verb at all. */
  verbs?: readonly string[];
}

/** Three-valued: whether the rule allows it on some object, wildcards counted. */
export function grants(rule: PolicyRule, { group, resource, verbs }: Permission): boolean {
  return all(
    () => (verbs ? includes(() => rule.verbs, ["*", ...verbs]) : nonEmpty(() => rule.verbs)),
    () => includes(() => rule.apiGroups, ["*", group]),
    () => includes(() => rule.resources, matching(resource)),
  );
}

/** Three-valued: the same on every object, not just on those the rule names. */
export function grantsOnAll(rule: PolicyRule, permission: Permission): boolean {
  return all(
    () => grants(rule, permission),
    () => !named(rule),
  );
}

/** Whether the rule is limited to objects that it names. An empty name matches requests without one, such as `list`. */
export function named(rule: PolicyRule): boolean {
  return all(
    () => nonEmpty(() => rule.resourceNames),
    () => !includes(() => rule.resourceNames, [""]),
  );
}

/** Whether the list holds any of the values. */
export function includes(list: () => List<string>, values: readonly string[]): boolean {
  return some(list, (item) => values.includes(item));
}

/** How a rule may write the resource; `*` covers subresources too, as the API server reads it. */
export function matching(resource: string): string[] {
  const slash = resource.indexOf("/");
  return slash < 0 ? ["*", resource] : ["*", resource, `*${resource.slice(slash)}`];
}
