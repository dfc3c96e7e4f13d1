import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, type KubernetesClient, type KubernetesObject } from "../kubernetes";
import { UserError } from "../lib/errors";

/** Makes an object what `object` says; misspelled fields are an error, and fields of others become ours. */
export function serverSideApply(
  client: KubernetesClient,
  path: string,
  object: KubernetesObject,
  manager: string,
): Promise<KubernetesObject> {
  return client.request<KubernetesObject>("PATCH", path, {
    query: { fieldManager: manager, force: "true", fieldValidation: "Strict" },
    contentType: "application/apply-patch+yaml",
    body: object,
  });
}

/**
 * Deletes an object and waits until it is gone, finalizers included.
 * @throws UserError when it is still there after a minute
 */
export async function deleteObject(client: KubernetesClient, path: string, name: string): Promise<void> {
  try {
    await client.request("DELETE", path, { query: { propagationPolicy: "Background" } });
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 404)) throw error;
  }
  await untilGone(client, path, name);
}

/** @throws UserError when the object is still there after a minute */
export async function untilGone(client: KubernetesClient, path: string, name: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (await client.find(path)) {
    if (Date.now() > deadline) {
      throw new UserError(`${name} must be gone within 60 s after it was deleted; look for finalizers that hold it`);
    }
    await sleep(200);
  }
}
