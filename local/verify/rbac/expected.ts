/**
 * What each role may do, stated for the checks alone: nothing here knows the ClusterRoles that the platform deploys.
 * Whatever is not listed must be denied.
 */
export interface Grant {
  /** API group; empty for the core group. */
  group: string;
  resources: string[];
  verbs: string[];
}

export type RoleName = "viewer" | "developer" | "operator" | "admin";

/** Name of the ClusterRole that should grant it. */
export const clusterRoleNames: Record<RoleName, string> = {
  viewer: "platform-viewer",
  developer: "platform-developer",
  operator: "platform-operator",
  admin: "platform-admin",
};

const read = ["get", "list", "watch"];
const manage = ["create", "update", "patch", "delete"];
const scale = ["get", "update", "patch"];

/** Workloads and what belongs to them; never Secrets. */
const viewer: Grant[] = [
  {
    group: "",
    resources: ["pods", "services", "endpoints", "configmaps", "events", "persistentvolumeclaims"],
    verbs: read,
  },
  { group: "", resources: ["namespaces", "resourcequotas", "limitranges", "serviceaccounts"], verbs: read },
  { group: "", resources: ["replicationcontrollers"], verbs: read },
  { group: "", resources: ["pods/log", "pods/status"], verbs: ["get"] },
  { group: "apps", resources: ["deployments", "statefulsets", "daemonsets", "replicasets"], verbs: read },
  { group: "batch", resources: ["jobs", "cronjobs"], verbs: read },
  { group: "autoscaling", resources: ["horizontalpodautoscalers"], verbs: read },
  { group: "policy", resources: ["poddisruptionbudgets"], verbs: read },
  { group: "networking.k8s.io", resources: ["ingresses", "networkpolicies"], verbs: read },
  { group: "discovery.k8s.io", resources: ["endpointslices"], verbs: read },
  { group: "events.k8s.io", resources: ["events"], verbs: read },
  { group: "metrics.k8s.io", resources: ["pods"], verbs: ["get", "list"] },
];

/** Manages what runs in a namespace; may restart a pod, but never enter one. */
const developer: Grant[] = [
  ...viewer,
  { group: "", resources: ["services", "configmaps", "persistentvolumeclaims"], verbs: manage },
  { group: "", resources: ["pods"], verbs: ["delete"] },
  { group: "", resources: ["pods/eviction"], verbs: ["create"] },
  { group: "apps", resources: ["deployments", "statefulsets"], verbs: manage },
  { group: "apps", resources: ["deployments/scale", "statefulsets/scale"], verbs: scale },
  { group: "batch", resources: ["jobs", "cronjobs"], verbs: manage },
  { group: "autoscaling", resources: ["horizontalpodautoscalers"], verbs: manage },
  { group: "policy", resources: ["poddisruptionbudgets"], verbs: manage },
  { group: "networking.k8s.io", resources: ["ingresses"], verbs: manage },
];

/** Sees the whole cluster but Secrets, drains nodes, restarts and scales. */
const operator: Grant[] = [
  ...viewer,
  { group: "", resources: ["nodes", "persistentvolumes", "podtemplates", "componentstatuses"], verbs: read },
  { group: "", resources: ["nodes"], verbs: ["patch"] },
  { group: "", resources: ["pods"], verbs: ["delete"] },
  { group: "", resources: ["pods/eviction"], verbs: ["create"] },
  { group: "apps", resources: ["deployments", "statefulsets", "daemonsets"], verbs: ["patch"] },
  { group: "apps", resources: ["deployments/scale", "statefulsets/scale"], verbs: scale },
  { group: "batch", resources: ["jobs", "cronjobs"], verbs: ["patch"] },
  { group: "apps", resources: ["controllerrevisions"], verbs: read },
  {
    group: "storage.k8s.io",
    resources: ["storageclasses", "csidrivers", "csinodes", "volumeattachments"],
    verbs: read,
  },
  { group: "storage.k8s.io", resources: ["csistoragecapacities", "volumeattributesclasses"], verbs: read },
  { group: "networking.k8s.io", resources: ["ingressclasses", "ipaddresses", "servicecidrs"], verbs: read },
  { group: "scheduling.k8s.io", resources: ["priorityclasses"], verbs: read },
  { group: "node.k8s.io", resources: ["runtimeclasses"], verbs: read },
  { group: "coordination.k8s.io", resources: ["leases"], verbs: read },
  { group: "certificates.k8s.io", resources: ["certificatesigningrequests"], verbs: read },
  { group: "flowcontrol.apiserver.k8s.io", resources: ["flowschemas", "prioritylevelconfigurations"], verbs: read },
  {
    group: "resource.k8s.io",
    resources: ["deviceclasses", "resourceclaims", "resourceclaimtemplates", "resourceslices"],
    verbs: read,
  },
  {
    group: "admissionregistration.k8s.io",
    resources: ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"],
    verbs: read,
  },
  {
    group: "admissionregistration.k8s.io",
    resources: ["validatingadmissionpolicies", "validatingadmissionpolicybindings"],
    verbs: read,
  },
  { group: "apiextensions.k8s.io", resources: ["customresourcedefinitions"], verbs: read },
  { group: "apiregistration.k8s.io", resources: ["apiservices"], verbs: read },
  {
    group: "rbac.authorization.k8s.io",
    resources: ["roles", "rolebindings", "clusterroles", "clusterrolebindings"],
    verbs: read,
  },
  { group: "metrics.k8s.io", resources: ["nodes"], verbs: ["get", "list"] },
];

/** Sets up namespaces, access and storage. Holds a developer's rights too, or it could not grant them. */
const admin: Grant[] = [
  ...operator,
  ...developer,
  { group: "", resources: ["namespaces", "resourcequotas", "limitranges", "serviceaccounts"], verbs: manage },
  { group: "networking.k8s.io", resources: ["networkpolicies"], verbs: manage },
  {
    group: "rbac.authorization.k8s.io",
    resources: ["roles", "rolebindings", "clusterroles", "clusterrolebindings"],
    verbs: manage,
  },
  { group: "storage.k8s.io", resources: ["storageclasses"], verbs: manage },
  { group: "scheduling.k8s.io", resources: ["priorityclasses"], verbs: manage },
  { group: "apiextensions.k8s.io", resources: ["customresourcedefinitions"], verbs: manage },
];

export const expectedGrants: Record<RoleName, Grant[]> = { viewer, developer, operator, admin };

/** What Kubernetes itself lets everyone do who signed in: ask about themselves. */
export const everyone: Grant[] = [
  { group: "authentication.k8s.io", resources: ["selfsubjectreviews"], verbs: ["create"] },
  {
    group: "authorization.k8s.io",
    resources: ["selfsubjectaccessreviews", "selfsubjectrulesreviews"],
    verbs: ["create"],
  },
];
