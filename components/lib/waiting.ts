import type { KubernetesObject } from "./images";

/** The Kubernetes provider makes such an object without waiting until it is ready. */
export const skipAwaitAnnotation = "pulumi.com/skipAwait";

/** The Kubernetes provider waits until such an object is as the value says, `condition=Ready` for instance. */
export const waitForAnnotation = "pulumi.com/waitFor";

/**
 * Whether only a cloud can make the object ready: claims need a provisioner, Ingresses and load balancers an address,
 * and a workload with claims cannot be scheduled before they are bound. Without a cloud the provider would wait for
 * each of them until its time limit, ten minutes, and fail.
 */
export function needsCloud(object: KubernetesObject): boolean {
  const spec = (object["spec"] ?? {}) as KubernetesObject;
  switch (object["kind"]) {
    case "PersistentVolumeClaim":
    case "Ingress":
      return true;
    case "Service":
      return spec["type"] === "LoadBalancer";
    case "StatefulSet":
      return nonEmpty(spec["volumeClaimTemplates"]) || mountsClaim(spec);
    case "Deployment":
    case "DaemonSet":
      return mountsClaim(spec);
    default:
      return false;
  }
}

/** The object with {@link skipAwaitAnnotation}; the argument is not changed. */
export function withoutAwait(object: KubernetesObject): KubernetesObject {
  const metadata = (object["metadata"] ?? {}) as KubernetesObject;
  const annotations = (metadata["annotations"] ?? {}) as KubernetesObject;
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, [skipAwaitAnnotation]: "true" } } };
}

function mountsClaim(spec: KubernetesObject): boolean {
  const template = spec["template"] as { spec?: { volumes?: unknown } } | undefined;
  const volumes = template?.spec?.volumes;
  return (
    Array.isArray(volumes) && volumes.some((volume) => Boolean((volume as KubernetesObject)["persistentVolumeClaim"]))
  );
}

function nonEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length > 0;
}
