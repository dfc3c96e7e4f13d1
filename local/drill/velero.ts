import type { KubernetesObject } from "@kubernetes/client-node";
import type { ClusterObjects } from "./cluster";

/** Namespace of Velero and of what it is told. */
export const veleroNamespace = "velero";
export const apiVersion = "velero.io/v1";

/** A backup that can be restored from. */
export interface Backup {
  name: string;
  /** What was written after this moment is not in it. */
  began: Date;
}

interface BackupObject extends KubernetesObject {
  spec?: { includedNamespaces?: string[] };
  status?: { phase?: string; startTimestamp?: string };
}

/** The newest backup of a namespace that was completed, undefined where there is none. */
export async function newestBackup(cluster: ClusterObjects, namespace: string): Promise<Backup | undefined> {
  const backups = await cluster.list<BackupObject>(apiVersion, "Backup", veleroNamespace);
  const [newest] = backups
    .filter(({ spec, status }) => status?.phase === "Completed" && spec?.includedNamespaces?.includes(namespace))
    .sort((a, b) => (b.status?.startTimestamp ?? "").localeCompare(a.status?.startTimestamp ?? ""));
  if (!newest?.metadata?.name) return undefined;
  return { name: newest.metadata.name, began: new Date(newest.status?.startTimestamp ?? 0) };
}

export interface RestoreObject extends KubernetesObject {
  spec: object;
  status?: {
    phase?: string;
    errors?: number;
    warnings?: number;
    validationErrors?: string[];
    failureReason?: string;
    progress?: { totalItems?: number; itemsRestored?: number };
  };
}

/**
 * What would act on the world, or let others in: a drill restores data, and what consumes it, into a namespace that
 * nothing enters or leaves.
 */
const leftOut = [
  "cronjobs.batch",
  "gateways.gateway.networking.k8s.io",
  "httproutes.gateway.networking.k8s.io",
  "ingresses.networking.k8s.io",
  "jobs.batch",
  "networkpolicies.networking.k8s.io",
  "rolebindings.rbac.authorization.k8s.io",
];

export function restoreObject(name: string, backup: string, from: string, to: string): RestoreObject {
  return {
    apiVersion,
    kind: "Restore",
    metadata: { name, namespace: veleroNamespace, labels: { [drillLabel]: "true" } },
    spec: {
      backupName: backup,
      includedNamespaces: [from],
      namespaceMapping: { [from]: to },
      excludedResources: leftOut,
      restorePVs: true,
    },
  };
}

/** Marks what a drill made and may remove. */
export const drillLabel = "platform/drill";

/** Why a restore is over and failed, undefined while it runs or when it is completed. */
export function failureOf({ metadata, status = {} }: RestoreObject): string | undefined {
  const { phase = "", errors = 0, warnings = 0, validationErrors = [], failureReason } = status;
  if (!["FailedValidation", "PartiallyFailed", "Failed"].includes(phase)) return undefined;
  const why = [...validationErrors, failureReason ?? `${errors} errors, ${warnings} warnings`].join("; ");
  return `Velero ended with ${phase}: ${why} (velero restore logs ${metadata?.name})`;
}
