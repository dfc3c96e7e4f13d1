import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesObject } from "@kubernetes/client-node";
import { UserError } from "../lib/errors";
import type { ClusterObjects, Reference } from "./cluster";
import { apiVersion, drillLabel, veleroNamespace } from "./velero";

/** How long a namespace may take to go (seconds). */
const patience = 300;

/** Where a namespace is restored to. */
export function namespaceNameOf(namespace: string): string {
  return `drill-${namespace}`.slice(0, 63).replace(/-+$/, "");
}

const reference = (name: string): Reference => ({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
const restoreReference = (name: string): Reference => ({
  apiVersion,
  kind: "Restore",
  metadata: { name, namespace: veleroNamespace },
});

/** A namespace under the same Pod Security Standard as the original, which nothing enters or leaves. */
export async function isolate(cluster: ClusterObjects, original: string, room: string): Promise<void> {
  const { metadata } = (await cluster.find(reference(original))) ?? {};
  const security = Object.entries(metadata?.labels ?? {}).filter(([key]) =>
    key.startsWith("pod-security.kubernetes.io/"),
  );
  const labels = { ...Object.fromEntries(security), [drillLabel]: "true" };
  await cluster.create({ ...reference(room), metadata: { name: room, labels } });
  await cluster.create({
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "default-deny", namespace: room },
    spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  } as KubernetesObject);
}

/**
 * Removes what a drill that was killed has left.
 * @throws UserError when the namespace is not a drill's, or of one that may still run
 */
export async function removeLeftovers(
  cluster: ClusterObjects,
  room: string,
  { timeoutMinutes }: { timeoutMinutes: number },
): Promise<void> {
  const { metadata } = (await cluster.find(reference(room))) ?? {};
  if (!metadata) return;
  if (metadata.labels?.[drillLabel] !== "true") {
    throw new UserError(`the namespace ${room} must be free for the drill, got one of somebody else; rename that one`);
  }
  const age = Date.now() - new Date(metadata.creationTimestamp ?? 0).getTime();
  if (age < 60_000 * timeoutMinutes) {
    throw new UserError(
      `no other drill must use ${room}, and one began ${Math.round(age / 60_000)} minutes ago; wait for it, or kubectl delete namespace ${room}`,
    );
  }
  await remove(cluster, room);
}

/** Removes the namespace with its volumes, whatever their reclaim policy: copies must not cost anything for ever. */
export async function remove(cluster: ClusterObjects, room: string): Promise<void> {
  await cluster.remove(restoreReference(room));
  for (const volume of await volumesOf(cluster, room)) {
    await cluster.merge({ ...volume, spec: { persistentVolumeReclaimPolicy: "Delete" } });
  }
  await cluster.remove(reference(room));
  const deadline = Date.now() + 1000 * patience;
  while (await cluster.find(reference(room))) {
    if (Date.now() > deadline) {
      throw new UserError(
        `the namespace ${room} must be gone after ${patience} seconds, got one that remains; see kubectl describe namespace ${room}`,
      );
    }
    await sleep(500);
  }
}

interface Volume extends KubernetesObject {
  spec?: { claimRef?: { namespace?: string } };
}

async function volumesOf(cluster: ClusterObjects, namespace: string): Promise<Reference[]> {
  const volumes = await cluster.list<Volume>("v1", "PersistentVolume");
  return volumes
    .filter(({ spec }) => spec?.claimRef?.namespace === namespace)
    .map(({ metadata }) => ({
      apiVersion: "v1",
      kind: "PersistentVolume",
      metadata: { name: metadata?.name ?? "" },
    }));
}
