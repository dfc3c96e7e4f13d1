import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesObject } from "@kubernetes/client-node";
import { UserError } from "../lib/errors";
import type { ClusterObjects } from "./cluster";
import { isolate, namespaceNameOf, remove, removeLeftovers } from "./room";
import { failureOf, newestBackup, restoreObject, type Backup, type RestoreObject } from "./velero";

/** What a drill found of one namespace. */
export interface DrillResult {
  namespace: string;
  backup?: string;
  /** Age of what was restored, which would have been lost (minutes). */
  lostMinutes?: number;
  /** What was promised. */
  recoveryPointMinutes: number;
  /** From the order to restore until objects and volumes were back (seconds). */
  recoverySeconds?: number;
  objects?: number;
  volumes?: number;
  /** The restored namespace, where it was kept. */
  kept?: string;
  /** Why the promise would not have been kept; empty when all is well. */
  problems: string[];
}

export interface DrillOptions {
  namespace: string;
  recoveryPointMinutes: number;
  /** The longest that a restore may take (minutes). */
  timeoutMinutes: number;
  /** Leaves the restored namespace, for somebody to look at. */
  keep: boolean;
  step: (what: string) => void;
  signal: AbortSignal;
  /** Between two looks at the cluster. @default 2 */
  pollSeconds?: number;
}

/**
 * Restores the newest backup of a namespace into an isolated one, measures how long that takes, compares what came back
 * with what was there, and removes it again, also when it is interrupted.
 */
export async function drill(cluster: ClusterObjects, options: DrillOptions): Promise<DrillResult> {
  const { namespace, recoveryPointMinutes, step, signal, keep } = options;
  const result: DrillResult = { namespace, recoveryPointMinutes, problems: [] };
  step(`${namespace}: looking for its newest backup`);
  const backup = await newestBackup(cluster, namespace);
  if (!backup) {
    result.problems.push("no completed backup holds it; see kubectl get schedules,backups -n velero");
    return result;
  }
  result.backup = backup.name;
  result.lostMinutes = Math.round((Date.now() - backup.began.getTime()) / 60_000);
  if (result.lostMinutes > recoveryPointMinutes) {
    result.problems.push(
      `the newest backup began ${result.lostMinutes} minutes ago, and ${recoveryPointMinutes} are promised; see kubectl get schedules,backups -n velero`,
    );
  }
  const room = namespaceNameOf(namespace);
  await removeLeftovers(cluster, room, options);
  signal.throwIfAborted();
  try {
    await isolate(cluster, namespace, room);
    await restore(cluster, backup, room, options, result);
  } finally {
    if (keep) result.kept = room;
    else {
      step(`${namespace}: removing ${room}`);
      await remove(cluster, room);
    }
  }
  return result;
}

async function restore(
  cluster: ClusterObjects,
  backup: Backup,
  room: string,
  options: DrillOptions,
  result: DrillResult,
): Promise<void> {
  const { namespace, timeoutMinutes, step, signal, pollSeconds = 2 } = options;
  const began = Date.now();
  const deadline = began + 60_000 * timeoutMinutes;
  const order = restoreObject(room, backup.name, namespace, room);
  await cluster.create(order);
  for (;;) {
    const now = (await cluster.find<RestoreObject>({ ...order, metadata: { ...order.metadata, name: room } })) ?? order;
    const { phase, progress: { itemsRestored = 0, totalItems = 0 } = {} } = now.status ?? {};
    step(`${namespace}: restoring ${backup.name} into ${room}, ${itemsRestored} of ${totalItems} objects`);
    const failure = failureOf(now);
    if (failure !== undefined) {
      result.problems.push(failure);
      return;
    }
    const missing = phase === "Completed" ? await volumesMissing(cluster, namespace, room, backup) : undefined;
    if (missing?.length === 0) {
      result.recoverySeconds = (Date.now() - began) / 1000;
      result.objects = itemsRestored;
      result.volumes = (await claimsOf(cluster, room)).length;
      return;
    }
    if (Date.now() > deadline) {
      result.problems.push(late(timeoutMinutes, phase, missing));
      return;
    }
    await sleep(1000 * pollSeconds, undefined, { signal });
  }
}

function late(minutes: number, phase: string | undefined, missing: string[] | undefined): string {
  const after = `after ${minutes} minutes`;
  if (phase === undefined || phase === "New") return `Velero has not begun ${after}; see kubectl get pods -n velero`;
  if (missing === undefined) return `the restore is still ${phase} ${after}; see kubectl get datadownloads -n velero`;
  return `${after} these volumes are not back: ${missing.join(", ")}`;
}

interface Claim extends KubernetesObject {
  status?: { phase?: string };
}

function claimsOf(cluster: ClusterObjects, namespace: string): Promise<Claim[]> {
  return cluster.list<Claim>("v1", "PersistentVolumeClaim", namespace);
}

/** Claims that were there when the backup began and have no volume in the restored namespace. */
async function volumesMissing(cluster: ClusterObjects, from: string, to: string, { began }: Backup): Promise<string[]> {
  const bound = (await claimsOf(cluster, to)).filter(({ status }) => status?.phase === "Bound");
  const back = new Set(bound.map(({ metadata }) => metadata?.name));
  return (await claimsOf(cluster, from)).flatMap(({ metadata }) => {
    const made = metadata?.creationTimestamp;
    return made !== undefined && new Date(made) < began && !back.has(metadata?.name) ? [metadata?.name ?? ""] : [];
  });
}

/** Refuses what cannot be drilled before anything is made. @throws UserError */
export function choose(groups: { recoveryPointMinutes: number; namespaces: string[] }[], wanted: string[]) {
  const all = groups.flatMap(({ recoveryPointMinutes, namespaces }) =>
    namespaces.map((namespace) => ({ namespace, recoveryPointMinutes })),
  );
  const unknown = wanted.find((name) => !all.some(({ namespace }) => namespace === name));
  if (unknown !== undefined) {
    const known = all.map(({ namespace }) => namespace).join(", ");
    throw new UserError(`--namespace must be one that is backed up (${known}), got "${unknown}"`);
  }
  return wanted.length === 0 ? all : all.filter(({ namespace }) => wanted.includes(namespace));
}
