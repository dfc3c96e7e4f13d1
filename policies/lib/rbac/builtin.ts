import type { PolicyRule, Role } from "../kubernetes/types";

// Of the roles that every API server has, this holds what matters to rules: the parts that give power.

const EVERY_VERB = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-";

/** It reads no Secrets, and changes nothing. */
const VIEW: PolicyRule[] = [];

const EDIT: PolicyRule[] = [
  { apiGroups: [""], resources: ["pods/attach", "pods/exec", "secrets"], verbs: EVERY_VERB },
  { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["impersonate"] },
  { apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] },
];

const ADMIN: PolicyRule[] = [
  { apiGroups: ["rbac.authorization.k8s.io"], resources: ["roles", "rolebindings"], verbs: EVERY_VERB },
];

const LADDER = ["view", "edit", "admin"] as const;

/** A user-facing role: it holds what is labelled for it, and is itself labelled for the next larger one. */
function aggregated(name: (typeof LADDER)[number], rules: PolicyRule[]): [string, Role][] {
  const label = (to: string) => ({ [`${AGGREGATE}${to}`]: "true" });
  const larger = LADDER[LADDER.indexOf(name) + 1];
  const aggregationRule = { clusterRoleSelectors: [{ matchLabels: label(name) }] };
  const part = `system:aggregate-to-${name}`;
  return [
    [name, { ...(larger && { metadata: { labels: label(larger) } }), aggregationRule }],
    [part, { metadata: { labels: label(name) }, rules }],
  ];
}

/** The user-facing ClusterRoles of every API server, and the parts that they are aggregated from. */
export const BUILTIN_CLUSTER_ROLES: ReadonlyMap<string, Role> = new Map([
  ["cluster-admin", { rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] }],
  ...aggregated("admin", ADMIN),
  ...aggregated("edit", EDIT),
  ...aggregated("view", VIEW),
]);

/** `system:` ClusterRoles made for workloads. All others belong to the control plane, and their rights to it alone. */
const HARMLESS = new Set([
  "system:auth-delegator",
  "system:basic-user",
  "system:discovery",
  "system:heapster",
  "system:kube-dns",
  "system:monitoring",
  "system:node-problem-detector",
  "system:public-info-viewer",
  "system:service-account-issuer-discovery",
]);

export function isSystemRole(name: string): boolean {
  return name.startsWith("system:");
}

/** Whether the role is one of the control plane's own, so that binding it to anything else gives too much. */
export function isControlPlaneRole(name: string): boolean {
  return isSystemRole(name) && !HARMLESS.has(name) && !BUILTIN_CLUSTER_ROLES.has(name);
}

/** Roles that every cluster has in its own namespaces. */
export function isBuiltinRole(namespace: string, name: string): boolean {
  if (namespace !== "kube-system" && namespace !== "kube-public") return false;
  return name === "extension-apiserver-authentication-reader" || isSystemRole(name);
}

/** Service accounts of controllers and add-ons that every cluster has, besides the `default` of every namespace. */
export function isBuiltinServiceAccount(namespace: string, name: string): boolean {
  return namespace === "kube-system" && (name.endsWith("-controller") || SYSTEM_ACCOUNTS.has(name));
}

const SYSTEM_ACCOUNTS = new Set([
  "bootstrap-signer",
  "coredns",
  "generic-garbage-collector",
  "horizontal-pod-autoscaler",
  "kube-proxy",
  "legacy-service-account-token-cleaner",
  "persistent-volume-binder",
  "pod-garbage-collector",
  "root-ca-cert-publisher",
  "token-cleaner",
]);
