import type { PodSpec, PolicyRule, Subject } from "../../policies/lib/kubernetes/types";
import type { TestResource } from "./policies";

type Props = Record<string, unknown>;

/**
 * A Kubernetes object as the SDK registers it.
 *
 * @param kind `apiVersion/Kind` of the type token, such as `core/v1/Pod` or `apps/v1/DeploymentPatch`.
 * @param place `namespace/name`, or the name alone of a cluster-scoped object; also the resource's name.
 */
export function object(kind: string, place: string, body: Props = {}, metadata: Props = {}): TestResource {
  const slash = kind.lastIndexOf("/");
  const [name = "", namespace] = place.split("/").reverse();
  return {
    type: `kubernetes:${kind.slice(0, slash)}:${kind.slice(slash + 1)}`,
    name: place,
    props: { metadata: { name, ...(namespace !== undefined && { namespace }), ...metadata }, ...body },
  };
}

export const RBAC = "rbac.authorization.k8s.io/v1";
export const NETWORKING = "networking.k8s.io/v1";

export const namespace = (name: string, labels: Props = { "pod-security.kubernetes.io/enforce": "restricted" }) =>
  object("core/v1/Namespace", name, {}, { labels });

export const role = (place: string, ...rules: PolicyRule[]) => object(`${RBAC}/Role`, place, { rules });

export const clusterRole = (name: string, ...rules: PolicyRule[]) => object(`${RBAC}/ClusterRole`, name, { rules });

/** @param to `Role NAME` or `ClusterRole NAME`. */
export const roleBinding = (place: string, to: string, ...subjects: Subject[]) =>
  object(`${RBAC}/RoleBinding`, place, { roleRef: roleRef(to), subjects });

export const clusterRoleBinding = (name: string, to: string, ...subjects: Subject[]) =>
  object(`${RBAC}/ClusterRoleBinding`, name, { roleRef: roleRef(to), subjects });

export function roleRef(to: string) {
  const [kind, name] = to.split(" ");
  return { kind, name };
}

/** `Group NAME`, `User NAME` or `ServiceAccount NAMESPACE/NAME`. */
export function subject(who: string): Subject {
  const [kind, place = ""] = who.split(" ");
  if (kind !== "ServiceAccount") return { kind, name: place };
  const [namespaceName, name] = place.split("/");
  return { kind, namespace: namespaceName, name };
}

export const serviceAccount = (place: string, body: Props = {}) => object("core/v1/ServiceAccount", place, body);

export const networkPolicy = (place: string, spec: Props) => object(`${NETWORKING}/NetworkPolicy`, place, { spec });

/** Every built-in kind that carries pods, and where it keeps them. */
export const POD_KINDS: Record<string, (pod: Props) => Props> = {
  "core/v1/Pod": ({ spec }) => ({ spec }),
  "core/v1/ReplicationController": (template) => ({ spec: { template } }),
  "apps/v1/Deployment": (template) => ({ spec: { template } }),
  "apps/v1/StatefulSet": (template) => ({ spec: { template } }),
  "apps/v1/DaemonSet": (template) => ({ spec: { template } }),
  "apps/v1/ReplicaSet": (template) => ({ spec: { template } }),
  "batch/v1/Job": (template) => ({ spec: { template } }),
  "batch/v1/CronJob": (template) => ({ spec: { jobTemplate: { spec: { template } } } }),
};

/** A workload of any kind; `metadata` is that of its pods. */
export function workload(kind: string, place: string, spec: PodSpec | Props, metadata: Props = {}): TestResource {
  const wrap = POD_KINDS[kind.replace(/(Patch|List)$/, "")];
  if (!wrap) throw new Error(`${kind} carries no pods`);
  return object(kind, place, wrap({ metadata, spec }), kind.startsWith("core/v1/Pod") ? metadata : {});
}

export const deployment = (place: string, spec: PodSpec | Props, metadata: Props = {}) =>
  workload("apps/v1/Deployment", place, spec, metadata);

/** A list resource of the objects' kind. */
export function listOf(kind: string, name: string, ...items: TestResource[]): TestResource {
  return { ...object(kind, name), props: { items: items.map(({ props }) => props) } };
}

/** The same object as a patch of it. */
export function patch(resource: TestResource): TestResource {
  return { ...resource, type: `${resource.type}Patch` };
}
