import type { PolicyRule, Role } from "../kubernetes/types";

// Of the roles that every API server has, this holds what matters to rules: the parts that give power.

const READ = ["get", "list", "watch"];
const WRITE = ["create", "delete", "deletecollection", "patch", "update"];
const AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-";

const VIEW: PolicyRule[] = [
  {
    apiGroups: [""],
    resources: ["configmaps", "endpoints", "persistentvolumeclaims", "pods", "pods/log", "serviceaccounts", "services"],
    verbs: READ,
  },
];

const EDIT: PolicyRule[] = [
  {
    apiGroups: [""],
    resources: ["pods/attach", "pods/exec", "pods/portforward", "pods/proxy", "secrets", "services/proxy"],
    verbs: READ,
  },
  { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["impersonate"] },
  { apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] },
  {
    apiGroups: [""],
    resources: ["configmaps", "pods", "pods/attach", "pods/exec", "secrets", "serviceaccounts", "services"],
    verbs: WRITE,
  },
  { apiGroups: ["apps"], resources: ["daemonsets", "deployments", "replicasets", "statefulsets"], verbs: WRITE },
  { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: WRITE },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"], verbs: WRITE },
];

const ADMIN: PolicyRule[] = [
  { apiGroups: ["rbac.authorization.k8s.io"], resources: ["roles", "rolebindings"], verbs: [...READ, ...WRITE] },
];

const LADDER = ["view", "edit", "admin"] as const;

/** A user-facing role: it holds what is labelled for it, and is itself labelled for the next larger one. */
function aggregated(name: (typeof LADDER)[number], rules: PolicyRule[]): [string, Role][] {
  const label = (to: string) => ({ [`${AGGREGATE}${to}`]: "true" });
  const larger = LADDER[LADDER.indexOf(name) + 1];
  const aggregationRule = { clusterRoleSelectors: [{ matchLabels: label(name) }] };
  const part = `system:aggregate-to-${name}`;
  return [
    [name, { metadata: { name, ...(larger && { labels: label(larger) }) }, aggregationRule }],
    [part, { metadata: { name: part, labels: label(name) }, rules }],
  ];
}

/** The user-facing ClusterRoles of every API server, and the parts that they are aggregated from. */
export const BUILTIN_CLUSTER_ROLES: ReadonlyMap<string, Role> = new Map([
  [
    "cluster-admin",
    {
      metadata: { name: "cluster-admin" },
      rules: [
        { apiGroups: ["*"], resources: ["*"], verbs: ["*"] },
        { nonResourceURLs: ["*"], verbs: ["*"] },
      ],
    },
  ],
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
  "persistent-volume-binder",
  "root-ca-cert-publisher",
  "token-cleaner",
]);
