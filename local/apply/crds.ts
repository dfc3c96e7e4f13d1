import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { groupOf, mapParallel, type KubernetesClient, type KubernetesObject } from "../kubernetes";
import { UserError } from "../lib/errors";
import { without } from "./manifest";

const root = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
/** Told to the API server, because the doctor tells by it what is the platform's own. */
const manager = "?fieldManager=platform-local";
const hashAnnotation = "platform.local/sha256";

interface Definition extends KubernetesObject {
  spec: {
    group: string;
    names: { plural: string };
    versions: { name: string; served: boolean }[];
    conversion?: unknown;
  };
}

/**
 * Creates or replaces CustomResourceDefinitions and waits until the API server serves their kinds.
 *
 * What is there already is told by a hash: applying the schemas again would cost seconds on every run. Conversion is
 * left out, because the webhooks that would do it do not run here.
 * @returns names of those that were created or replaced
 * @throws UserError when one is not served within 2 minutes
 */
export async function applyCrds(
  client: KubernetesClient,
  crds: Record<string, unknown>[],
  signal?: AbortSignal,
): Promise<string[]> {
  const wanted = crds.map((crd) => withHash(crd as Definition));
  const present = new Map((await list(client)).map((crd) => [crd.metadata.name, crd.metadata]));
  const changed = wanted.filter(
    ({ metadata: { name, annotations } }) =>
      present.get(name)?.annotations?.[hashAnnotation] !== annotations?.[hashAnnotation],
  );
  await mapParallel(changed, 4, async (crd) => {
    signal?.throwIfAborted();
    const { name } = crd.metadata;
    const old = present.get(name);
    if (!old) return client.request("POST", root + manager, { body: crd });
    const metadata = { ...crd.metadata, resourceVersion: old.resourceVersion };
    return client.request("PUT", `${root}/${name}${manager}`, { body: { ...crd, metadata } });
  });
  await untilServed(client, changed, signal);
  return changed.map((crd) => crd.metadata.name!);
}

/**
 * Waits until every version of the definitions can be used: that comes a moment after they are established.
 * @throws UserError when one is not served within 2 minutes
 */
export async function untilServed(
  client: KubernetesClient,
  crds: KubernetesObject[],
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + 120_000;
  let missing = (crds as Definition[]).flatMap(({ spec }) =>
    spec.versions
      .filter((version) => version.served)
      .map((version) => ({ groupVersion: `${spec.group}/${version.name}`, plural: spec.names.plural })),
  );
  for (;;) {
    const groupVersions = [...new Set(missing.map(({ groupVersion }) => groupVersion))];
    const served = await mapParallel(groupVersions, 8, async (groupVersion) => {
      const found = await client.find<{ resources: { name: string }[] }>(`/apis/${groupVersion}`);
      return (found?.resources ?? []).map(({ name }) => `${groupVersion}/${name}`);
    });
    const known = new Set(served.flat());
    missing = missing.filter(({ groupVersion, plural }) => !known.has(`${groupVersion}/${plural}`));
    if (missing.length === 0) return;
    if (Date.now() > deadline) {
      const { groupVersion, plural } = missing[0]!;
      throw new UserError(
        `CustomResourceDefinition ${plural}.${groupOf(groupVersion)} must be served within 2 minutes, got nothing; ` +
          `see its conditions (kubectl describe crd ${plural}.${groupOf(groupVersion)})`,
      );
    }
    await sleep(100, undefined, { signal });
  }
}

/** Metadata alone: the schemas are megabytes. */
async function list(client: KubernetesClient): Promise<Pick<KubernetesObject, "metadata">[]> {
  const accept = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
  const { items } = await client.get<{ items: Pick<KubernetesObject, "metadata">[] | null }>(root, { accept });
  return items ?? [];
}

function withHash(crd: Definition): Definition {
  const spec = without(crd.spec, "conversion");
  const sha256 = createHash("sha256").update(JSON.stringify(spec)).digest("hex");
  const { name, labels, annotations } = crd.metadata;
  return {
    apiVersion: crd.apiVersion,
    kind: crd.kind,
    metadata: { name, labels, annotations: { ...annotations, [hashAnnotation]: sha256 } },
    spec,
  };
}
