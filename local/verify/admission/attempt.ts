import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, type KubernetesClient, type KubernetesObject } from "../../kubernetes";

/** What became of an attempt to create an object. */
export type Attempt = { accepted: KubernetesObject } | { refused: string };

/** Marks what the checks create, so that a later run can clean up after one that was killed. */
export const probeLabel = { "platform.local/probe": "verify" };

/** Admission answers so while controllers have not caught up with a new namespace. */
const notYet = /status unknown for quota|error looking up service account/;

/**
 * Tries to create an object, by default as a dry run, which admission judges like the real thing.
 * @throws ApiError for answers other than acceptance or a refusal (403)
 */
export async function attempt(
  client: KubernetesClient,
  path: string,
  object: object,
  { dryRun = true, patienceSeconds = 20 } = {},
): Promise<Attempt> {
  const deadline = Date.now() + patienceSeconds * 1000;
  for (;;) {
    try {
      const query = { dryRun: dryRun ? "All" : undefined };
      return { accepted: await client.request<KubernetesObject>("POST", path, { query, body: object }) };
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 403) throw error;
      if (!notYet.test(error.message) || Date.now() > deadline) return { refused: error.message };
    }
    await sleep(200);
  }
}

/** Deletes what attempts left in a namespace, and waits until it is gone. */
export async function cleanUp(client: KubernetesClient, namespace: string): Promise<void> {
  const query = {
    labelSelector: Object.entries(probeLabel)
      .map((pair) => pair.join("="))
      .join(","),
  };
  for (const collection of ["pods", "persistentvolumeclaims"]) {
    const path = `/api/v1/namespaces/${namespace}/${collection}`;
    const remaining = async () => (await client.get<{ items: unknown[] }>(path, { query })).items.length;
    if ((await remaining()) === 0) continue;
    await client.request("DELETE", path, { query, body: { gracePeriodSeconds: 0 } });
    // The controller manager takes off a finalizer; what is stuck is left to the next run.
    for (let tries = 0; tries < 50 && (await remaining()) > 0; tries++) await sleep(100);
  }
}
