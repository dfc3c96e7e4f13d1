import * as pulumi from "@pulumi/pulumi";
import { pinImages, type ImageDigests, type KubernetesObject } from "./images";
import { needsCloud, withoutAwait } from "./waiting";

/** Kinds for which the provider waits until they work. */
const awaited = new Set(["Deployment", "StatefulSet", "DaemonSet", "Job", "Pod", "Service", "Ingress"]);

/** The SDK hands secrets to transforms in this envelope. */
const signature = "4dabf18193072939515e22adb298388d";

interface ChartTransform {
  /** For messages. */
  chart: string;
  await?: boolean;
  timeoutSeconds?: number;
  digests?: ImageDigests;
}

/**
 * What happens to a chart's objects before they are judged and deployed: images by digest, limits on waiting. Undefined
 * where there is nothing to do. It is a `transform`: the older `transformations` do not reach objects that a plugin
 * registers.
 */
export function chartTransform({ chart, await: wait = true, timeoutSeconds, digests }: ChartTransform) {
  if (wait && timeoutSeconds === undefined && !digests) return undefined;
  const reported = new Set<string>();
  const report = (image: string) => {
    if (reported.has(image)) return;
    reported.add(image);
    void pulumi.log.warn(
      `${chart}: image ${image} is not in the lock of charts and is deployed by its tag; run npm run charts -- pull`,
    );
  };
  return (args: pulumi.ResourceTransformArgs): pulumi.ResourceTransformResult | undefined => {
    if (!args.custom || !args.type.startsWith("kubernetes:")) return undefined;
    const given: KubernetesObject = args.props;
    const opened = openSpec(given);
    const pinned = pinImages(opened.object, digests ?? {});
    if (digests) pinned.unknown.forEach(report);
    const changed = !wait && needsCloud(pinned.object) ? withoutAwait(pinned.object) : pinned.object;
    const limited = timeoutSeconds !== undefined && awaited.has(String(given["kind"]));
    if (changed === opened.object && !limited) return undefined;
    const limit = `${timeoutSeconds}s`;
    return {
      props: opened.close(changed),
      opts: limited ? { ...args.opts, customTimeouts: { create: limit, update: limit } } : args.opts,
    };
  };
}

/** Takes a secret `spec` out of its envelope, and puts it back. */
function openSpec(object: KubernetesObject): {
  object: KubernetesObject;
  close: (changed: KubernetesObject) => KubernetesObject;
} {
  const spec = object["spec"] as KubernetesObject | undefined;
  if (!spec?.[signature]) return { object, close: (changed) => changed };
  return {
    object: { ...object, spec: spec["value"] },
    close: (changed) => ({ ...changed, spec: { ...spec, value: changed["spec"] } }),
  };
}
