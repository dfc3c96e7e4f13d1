/** Namespaces that may lose the same amount of their newest data. */
export interface BackupGroup {
  environment: string;
  recoveryPointMinutes: number;
  namespaces: string[];
}

/** Lengths that divide a day, so that the time between two backups is the same at midnight (minutes). */
const intervals = [15, 30, 60, 120, 180, 240, 360, 480, 720, 1440] as const;

/**
 * The recovery point that the most frequent schedule gives (minutes): a backup holds what was there when it began, so
 * that at worst a whole interval and the time of the next backup are lost.
 * @param durationMinutes the longest that a backup takes
 */
export function smallestRecoveryPoint(durationMinutes: number): number {
  return intervalFor(Infinity, durationMinutes, "first") + durationMinutes;
}

/**
 * Minutes between two backups that keep the promise.
 * @throws Error when no schedule can: configuration refuses such a recovery point before
 */
export function interval(recoveryPointMinutes: number, durationMinutes: number): number {
  return intervalFor(recoveryPointMinutes, durationMinutes, "last");
}

function intervalFor(recoveryPointMinutes: number, durationMinutes: number, which: "first" | "last"): number {
  // A backup that begins before the last one has ended would wait for it.
  const possible = intervals.filter(
    (minutes) => minutes >= durationMinutes && minutes + durationMinutes <= recoveryPointMinutes,
  );
  const chosen = which === "first" ? possible[0] : possible.at(-1);
  if (chosen !== undefined) return chosen;
  throw new Error(`no schedule gives a recovery point of ${recoveryPointMinutes} minutes`);
}

/**
 * Five fields of cron, in UTC, that fire every `minutes`.
 * @param offset minutes after the full hour, so that groups do not all begin at once; less than 15
 */
export function cron(minutes: number, offset: number): string {
  if (minutes < 60) {
    const times = Array.from({ length: 60 / minutes }, (_, i) => offset + i * minutes);
    return `${times.join(",")} * * * *`;
  }
  const hours = minutes / 60;
  if (hours === 24) return `${offset} 1 * * *`; // after midnight's batch jobs, before the morning
  return `${offset} ${hours === 1 ? "*" : `*/${hours}`} * * *`;
}

interface SchedulesArgs {
  groups: BackupGroup[];
  retentionDays: number;
  durationMinutes: number;
  /** Name of the BackupStorageLocation. */
  location: string;
}

/** The Schedules: one per group of namespaces, and one a day for what belongs to no namespace. */
export function scheduleSpecs({ groups, retentionDays, durationMinutes, location }: SchedulesArgs) {
  const kept = { ttl: `${24 * retentionDays}h0m0s`, storageLocation: location };
  const namespaced = groups.map(({ environment, recoveryPointMinutes, namespaces }, i) => ({
    name: `${environment}-${recoveryPointMinutes}m`,
    metadata: {
      labels: { "platform/environment": environment },
      annotations: { "platform/recovery-point-minutes": String(recoveryPointMinutes) },
    },
    spec: {
      schedule: cron(interval(recoveryPointMinutes, durationMinutes), (2 * i) % 15),
      useOwnerReferencesInBackup: false, // deleting a schedule must not delete what it saved
      template: { ...kept, includedNamespaces: namespaces, snapshotVolumes: true, snapshotMoveData: true },
    },
  }));
  const clusterWide = {
    name: "cluster",
    metadata: { annotations: { "platform/recovery-point-minutes": String(24 * 60 + durationMinutes) } },
    spec: {
      schedule: cron(24 * 60, 14),
      useOwnerReferencesInBackup: false,
      template: { ...kept, includedClusterScopedResources: ["*"], excludedNamespaceScopedResources: ["*"] },
    },
  };
  return [...namespaced, clusterWide];
}
