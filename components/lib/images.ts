/** A Kubernetes object, or the inputs of one. */
export type KubernetesObject = { [key: string]: unknown };

/** An image reference, exactly as manifests write it, to its digest `sha256:…`. */
export type ImageDigests = Readonly<Record<string, string>>;

/** Where each kind keeps its pod specification. */
const podSpecs: Readonly<Record<string, readonly string[]>> = {
  Pod: ["spec"],
  PodTemplate: ["template", "spec"],
  CronJob: ["spec", "jobTemplate", "spec", "template", "spec"],
  ...Object.fromEntries(
    ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"].map((kind) => [
      kind,
      ["spec", "template", "spec"],
    ]),
  ),
};
const builtInGroups = new Set(["v1", "apps/v1", "batch/v1"]);

/** Custom resources whose operator passes `spec.image` to its containers as it stands. */
const imageInSpec = new Set([
  "monitoring.coreos.com/Prometheus",
  "monitoring.coreos.com/PrometheusAgent",
  "monitoring.coreos.com/Alertmanager",
  "monitoring.coreos.com/ThanosRuler",
  "elasticsearch.k8s.elastic.co/Elasticsearch",
  "kibana.k8s.elastic.co/Kibana",
]);

/** Istio's injector replaces this word by the image of the proxy. */
const injected = "auto";

/** Every image of an object: of containers, init and ephemeral containers, and of operators' custom resources. */
export function imagesOf(object: KubernetesObject): string[] {
  return [...new Set(holders(object).map((holder) => holder["image"] as string))];
}

/**
 * The object with `@sha256:…` behind every image that `digests` knows. Images that it does not know stay as they are
 * and come back in `unknown`. The argument is not changed; without anything to pin it is returned itself.
 */
export function pinImages(
  object: KubernetesObject,
  digests: ImageDigests,
): { object: KubernetesObject; unknown: string[] } {
  const loose = imagesOf(object).filter((image) => !image.includes("@"));
  const known = loose.filter((image) => Object.hasOwn(digests, image));
  const unknown = loose.filter((image) => !Object.hasOwn(digests, image));
  if (known.length === 0) return { object, unknown };
  const copy = copyOf(object) as KubernetesObject;
  for (const holder of holders(copy)) {
    const image = holder["image"] as string;
    if (known.includes(image)) holder["image"] = `${image}@${digests[image]}`;
  }
  return { object: copy, unknown };
}

/** A deep copy that keeps what is not data, such as values that a preview does not know. */
function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isObject(value) || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]));
}

/** The objects that have a field `image` to be pinned. */
function holders(object: KubernetesObject): KubernetesObject[] {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
  const found: unknown[] = [];
  const path = podSpecs[kind];
  if (path && builtInGroups.has(apiVersion)) {
    const spec = path.reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), object);
    for (const list of ["initContainers", "containers", "ephemeralContainers"]) {
      const containers = isObject(spec) ? spec[list] : undefined;
      if (Array.isArray(containers)) found.push(...(containers as unknown[]));
    }
  } else if (imageInSpec.has(`${apiVersion.split("/")[0]}/${kind}`)) {
    found.push(object["spec"]);
  }
  return found.filter(isObject).filter(({ image }) => typeof image === "string" && image !== "" && image !== injected);
}

function isObject(value: unknown): value is KubernetesObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
