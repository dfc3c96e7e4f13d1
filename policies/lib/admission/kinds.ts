import { WORKLOADS } from "../kubernetes/pods";

/** A kind as the API server knows it. */
export interface AdmittedKind {
  /** In the plural, as paths of the API have it. */
  resource: string;
  version: string;
  /** @default true */
  namespaced?: boolean;
  /** What rules read of it, as CEL of optional values of `o`: an update that leaves all of it alone is not judged. */
  judged: readonly string[];
  /** Updates of these parts of it are updates of the object. */
  subresources?: readonly string[];
}

const pods = { version: "v1", judged: ["o.?spec.?template"] };
const rbac = { version: "v1" };

/** Kinds that the API server asks rules about, as `group/Kind`. */
export const KINDS: Readonly<Record<string, AdmittedKind>> = {
  // Annotations of a pod that runs change nothing about it, and agents of nodes write some.
  "core/Pod": { ...pods, resource: "pods", judged: ["o.?spec"], subresources: ["ephemeralcontainers"] },
  "core/ReplicationController": { ...pods, resource: "replicationcontrollers" },
  "apps/Deployment": { ...pods, resource: "deployments" },
  "apps/StatefulSet": { ...pods, resource: "statefulsets" },
  "apps/DaemonSet": { ...pods, resource: "daemonsets" },
  "apps/ReplicaSet": { ...pods, resource: "replicasets" },
  "batch/Job": { ...pods, resource: "jobs" },
  "batch/CronJob": { ...pods, resource: "cronjobs", judged: ["o.?spec.?jobTemplate"] },
  "core/Namespace": { resource: "namespaces", version: "v1", namespaced: false, judged: ["o.metadata.?labels"] },
  "core/Secret": { resource: "secrets", version: "v1", judged: ["o.?type"] },
  "core/Service": { resource: "services", version: "v1", judged: ["o.?spec", "o.metadata.?annotations"] },
  "networking.k8s.io/Ingress": { resource: "ingresses", version: "v1", judged: ["o.?spec", "o.metadata.?annotations"] },
  "networking.k8s.io/NetworkPolicy": { resource: "networkpolicies", version: "v1", judged: ["o.?spec"] },
  "rbac.authorization.k8s.io/Role": { ...rbac, resource: "roles", judged: ["o.?rules"] },
  "rbac.authorization.k8s.io/ClusterRole": {
    ...rbac,
    resource: "clusterroles",
    namespaced: false,
    judged: ["o.?rules", "o.metadata.?labels"],
  },
  "core/ConfigMap": { resource: "configmaps", version: "v1", judged: ["o.?data"] },
  "core/ServiceAccount": {
    resource: "serviceaccounts",
    version: "v1",
    judged: ["o.?automountServiceAccountToken", "o.?metadata.?annotations"],
  },
  "rbac.authorization.k8s.io/RoleBinding": { ...rbac, resource: "rolebindings", judged: ["o.?subjects", "o.?roleRef"] },
  "rbac.authorization.k8s.io/ClusterRoleBinding": {
    ...rbac,
    resource: "clusterrolebindings",
    namespaced: false,
    judged: ["o.?subjects", "o.?roleRef"],
  },
};

/** Kinds whose pods {@link podVariables} finds. */
export const POD_KINDS: readonly string[] = WORKLOADS;

/** Group as the API server writes it: empty for the first one. */
export function groupOf(kind: string): string {
  const group = kind.slice(0, kind.lastIndexOf("/"));
  return group === "core" ? "" : group;
}

export function nameOf(kind: string): string {
  return kind.slice(kind.lastIndexOf("/") + 1);
}

export function admittedKind(kind: string): AdmittedKind {
  const known = KINDS[kind];
  if (!known) throw new Error(`${kind} must stand in policies/lib/admission/kinds.ts; add how the API server calls it`);
  return known;
}
