/** The four roles, by the name of their ClusterRole. Break-glass uses Kubernetes' own `cluster-admin`. */
export const clusterRoles = {
  admin: "platform-admin",
  operator: "platform-operator",
  developer: "platform-developer",
  viewer: "platform-viewer",
} as const;

export type Role = keyof typeof clusterRoles;

export interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

const read = ["get", "list", "watch"];
const change = ["create", "update", "patch", "delete"];

/** Everything in a namespace but Secrets: who reads Secrets holds what they open. */
const viewer: Rule[] = [
  {
    apiGroups: [""],
    resources: [
      "configmaps",
      "endpoints",
      "events",
      "limitranges",
      "namespaces",
      "persistentvolumeclaims",
      "pods",
      "pods/log",
      "pods/status",
      "replicationcontrollers",
      "resourcequotas",
      "serviceaccounts",
      "services",
    ],
    verbs: read,
  },
  { apiGroups: ["apps"], resources: ["daemonsets", "deployments", "replicasets", "statefulsets"], verbs: read },
  { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: read },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: read },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: read },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses", "networkpolicies"], verbs: read },
  { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: read },
  { apiGroups: ["events.k8s.io"], resources: ["events"], verbs: read },
  { apiGroups: ["metrics.k8s.io"], resources: ["pods"], verbs: ["get", "list"] },
];

/** No exec, attach or port forwarding: they go around images, policies and audit. */
const developer: Rule[] = [
  ...viewer,
  { apiGroups: [""], resources: ["configmaps", "persistentvolumeclaims", "services"], verbs: change },
  { apiGroups: [""], resources: ["pods"], verbs: ["delete"] },
  { apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] },
  { apiGroups: ["apps"], resources: ["deployments", "statefulsets"], verbs: change },
  { apiGroups: ["apps"], resources: ["deployments/scale", "statefulsets/scale"], verbs: ["get", "update", "patch"] },
  { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: change },
  { apiGroups: ["autoscaling"], resources: ["horizontalpodautoscalers"], verbs: change },
  { apiGroups: ["policy"], resources: ["poddisruptionbudgets"], verbs: change },
  { apiGroups: ["networking.k8s.io"], resources: ["ingresses"], verbs: change },
];

/** Keeps the cluster running: drains nodes, restarts and scales, sees everything but Secrets. */
const operator: Rule[] = [
  ...viewer,
  { apiGroups: [""], resources: ["nodes", "persistentvolumes"], verbs: read },
  { apiGroups: [""], resources: ["nodes"], verbs: ["patch"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["delete"] },
  { apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] },
  { apiGroups: ["apps"], resources: ["daemonsets", "deployments", "statefulsets"], verbs: ["patch"] },
  { apiGroups: ["apps"], resources: ["deployments/scale", "statefulsets/scale"], verbs: ["get", "update", "patch"] },
  { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: ["patch"] },
  {
    apiGroups: ["storage.k8s.io"],
    resources: ["csidrivers", "csinodes", "storageclasses", "volumeattachments"],
    verbs: read,
  },
  { apiGroups: ["networking.k8s.io"], resources: ["ingressclasses"], verbs: read },
  { apiGroups: ["scheduling.k8s.io"], resources: ["priorityclasses"], verbs: read },
  { apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs: read },
  { apiGroups: ["apiregistration.k8s.io"], resources: ["apiservices"], verbs: read },
  {
    apiGroups: ["rbac.authorization.k8s.io"],
    resources: ["clusterrolebindings", "clusterroles", "rolebindings", "roles"],
    verbs: read,
  },
  { apiGroups: ["metrics.k8s.io"], resources: ["nodes"], verbs: ["get", "list"] },
];

/**
 * Sets up namespaces, access and storage by hand where the program does not. Holds what developers hold, because
 * Kubernetes lets nobody grant more than they have, and this role may neither bind nor escalate.
 */
const admin: Rule[] = [
  ...operator,
  ...developer.filter((rule) => !viewer.includes(rule)),
  { apiGroups: [""], resources: ["limitranges", "namespaces", "resourcequotas", "serviceaccounts"], verbs: change },
  { apiGroups: [""], resources: ["nodes"], verbs: ["delete"] },
  { apiGroups: ["networking.k8s.io"], resources: ["ingressclasses", "networkpolicies"], verbs: change },
  {
    apiGroups: ["rbac.authorization.k8s.io"],
    resources: ["clusterrolebindings", "clusterroles", "rolebindings", "roles"],
    verbs: change,
  },
  { apiGroups: ["storage.k8s.io"], resources: ["storageclasses"], verbs: change },
  { apiGroups: ["scheduling.k8s.io"], resources: ["priorityclasses"], verbs: change },
  { apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs: change },
];

/** What each role may do: nothing by wildcard, no Secret, no way into a pod, no way to more rights. */
export const rulesOf: Record<Role, Rule[]> = { admin, operator, developer, viewer };

/** RBAC subjects for groups, as the API server sees them (with the prefix of its OIDC configuration). */
export function groupSubjects(groups: string[]) {
  return groups.map((name) => ({ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name }));
}
