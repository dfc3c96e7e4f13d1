/** What every Kubernetes object has; the rest depends on its kind. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  resourceVersion?: string;
  uid?: string;
  generation?: number;
  deletionTimestamp?: string;
  managedFields?: unknown[];
  [field: string]: unknown;
}

/** `kind namespace/name`, as messages name an object. */
export function label(object: Pick<KubernetesObject, "kind" | "metadata">): string {
  const { name = "", namespace } = object.metadata;
  return `${object.kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

/** The API group of `apps/v1` is `apps`, that of `v1` is the empty text. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}
