import { any, attempt, concerning, select, type Undetermined } from "../unknowns";
import { grants, grantsOnAll } from "./grants";
import type { EffectiveRole } from "./roles";
import type { PolicyRule } from "../kubernetes/types";

const RBAC = "rbac.authorization.k8s.io";

/** Sets of rights any of which, over the whole cluster, lead to all rights. A set needs all its parts. */
const WAYS: readonly { why: string; parts: readonly ((rule: PolicyRule) => boolean)[] }[] = [
  {
    why: "it writes every resource",
    parts: [(rule) => grantsOnAll(rule, { group: "*", resource: "*", verbs: ["create", "update", "patch"] })],
  },
  {
    why: "it writes roles beyond its own rights (escalate)",
    parts: [
      (rule) => grants(rule, { group: RBAC, resource: "clusterroles", verbs: ["escalate"] }),
      (rule) => grants(rule, { group: RBAC, resource: "clusterroles", verbs: ["create", "update", "patch"] }),
    ],
  },
  {
    why: "it binds any role (bind)",
    parts: [
      (rule) => grantsOnAll(rule, { group: RBAC, resource: "clusterroles", verbs: ["bind"] }),
      (rule) =>
        any(
          () => grants(rule, { group: RBAC, resource: "clusterrolebindings", verbs: ["create", "update", "patch"] }),
          () => grants(rule, { group: RBAC, resource: "rolebindings", verbs: ["create", "update", "patch"] }),
        ),
    ],
  },
  ...["users", "groups", "serviceaccounts"].map((resource) => ({
    why: `it acts as any of the ${resource === "serviceaccounts" ? "service accounts" : resource} (impersonate)`,
    parts: [(rule: PolicyRule) => grantsOnAll(rule, { group: "", resource, verbs: ["impersonate"] })],
  })),
];

/** Why holding the role in the whole cluster amounts to cluster-admin, and what could not be told. */
export function adminWays(role: EffectiveRole): { why: string[]; unknown: Undetermined[] } {
  if (attempt(() => isFull(role)) === true) return { why: ["it may do everything"], unknown: [] };
  const why: string[] = role.controlPlane ? ["it is a role of the control plane"] : [];
  const unknown = [...role.unknown];
  for (const way of WAYS) {
    const parts = way.parts.map((part) =>
      select(
        () => role.rules,
        ({ rule, owner }) => concerning(owner, () => part(rule)),
      ),
    );
    if (parts.every(({ found }) => found.length > 0)) why.push(way.why);
    else if (parts.every((p) => p.found.length + p.unknown.length > 0))
      unknown.push(...parts.flatMap((p) => p.unknown));
  }
  return { why, unknown };
}

/** Whether the role may do everything to everything, wherever it is bound. */
export function isFull(role: EffectiveRole): boolean {
  const { found, unknown } = select(
    () => role.rules,
    ({ rule, owner }) => concerning(owner, () => grantsOnAll(rule, { group: "*", resource: "*", verbs: ["*"] })),
  );
  const [doubt] = [...unknown, ...role.unknown];
  if (found.length === 0 && doubt) throw doubt;
  return found.length > 0;
}
