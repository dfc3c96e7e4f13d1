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
      "replicationcontrollers",
      "resourcequotas",
      "serviceaccounts",
      "services",
    ],
    verbs: read,
  },
  { apiGroups: [""], resources: ["pods/log", "pods/status"], verbs: ["get"] },
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

const rbac = ["clusterrolebindings", "clusterroles", "rolebindings", "roles"];

/** What is only seen by who looks after the whole cluster. */
const clusterScoped: Rule[] = [
  { apiGroups: [""], resources: ["componentstatuses", "nodes", "persistentvolumes", "podtemplates"], verbs: read },
  {
    apiGroups: ["admissionregistration.k8s.io"],
    resources: [
      "mutatingwebhookconfigurations",
      "validatingadmissionpolicies",
      "validatingadmissionpolicybindings",
      "validatingwebhookconfigurations",
    ],
    verbs: read,
  },
  { apiGroups: ["apiextensions.k8s.io"], resources: ["customresourcedefinitions"], verbs: read },
  { apiGroups: ["apiregistration.k8s.io"], resources: ["apiservices"], verbs: read },
  { apiGroups: ["apps"], resources: ["controllerrevisions"], verbs: read },
  { apiGroups: ["certificates.k8s.io"], resources: ["certificatesigningrequests"], verbs: read },
  { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: read },
  {
    apiGroups: ["flowcontrol.apiserver.k8s.io"],
    resources: ["flowschemas", "prioritylevelconfigurations"],
    verbs: read,
  },
  { apiGroups: ["metrics.k8s.io"], resources: ["nodes"], verbs: ["get", "list"] },
  { apiGroups: ["networking.k8s.io"], resources: ["ingressclasses", "ipaddresses", "servicecidrs"], verbs: read },
  { apiGroups: ["node.k8s.io"], resources: ["runtimeclasses"], verbs: read },
  { apiGroups: ["rbac.authorization.k8s.io"], resources: rbac, verbs: read },
  {
    apiGroups: ["resource.k8s.io"],
    resources: ["deviceclasses", "resourceclaims", "resourceclaimtemplates", "resourceslices"],
    verbs: read,
  },
  { apiGroups: ["scheduling.k8s.io"], resources: ["priorityclasses"], verbs: read },
  {
    apiGroups: ["storage.k8s.io"],
    resources: [
      "csidrivers",
      "csinodes",
      "csistoragecapacities",
      "storageclasses",
      "volumeattachments",
      "volumeattributesclasses",
    ],
    verbs: read,
  },
];

/** Keeps the cluster running: drains nodes, restarts and scales, sees everything but Secrets. */
const operator: Rule[] = [
  ...viewer,
  ...clusterScoped,
  { apiGroups: [""], resources: ["nodes"], verbs: ["patch"] },
  { apiGroups: [""], resources: ["pods"], verbs: ["delete"] },
  { apiGroups: [""], resources: ["pods/eviction"], verbs: ["create"] },
  { apiGroups: ["apps"], resources: ["daemonsets", "deployments", "statefulsets"], verbs: ["patch"] },
  { apiGroups: ["apps"], resources: ["deployments/scale", "statefulsets/scale"], verbs: ["get", "update", "patch"] },
  { apiGroups: ["batch"], resources: ["cronjobs", "jobs"], verbs: ["patch"] },
];

/**
 * Sets up namespaces, access and storage by hand where the program does not. Holds what developers hold, because
 * Kubernetes lets nobody grant more than they have, and this role may neither bind nor escalate.
 */
const admin: Rule[] = [
  ...operator,
  ...developer.filter((rule) => !viewer.includes(rule)),
  { apiGroups: [""], resources: ["limitranges", "namespaces", "resourcequotas", "serviceaccounts"], verbs: change },
  { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: change },
  { apiGroups: ["rbac.authorization.k8s.io"], resources: rbac, verbs: change },
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
