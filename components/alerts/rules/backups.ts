import type { Alert, RuleGroup } from "../rule";

export interface BackupThresholds {
  agePercent: number;
}

/** What the backups of one schedule promise. */
export interface RecoveryPoint {
  schedule: string;
  /** How much of the newest data may be lost (minutes). */
  minutes: number;
}

export function backupRules({ agePercent }: BackupThresholds, recoveryPoints: RecoveryPoint[]): RuleGroup {
  return {
    name: "backups",
    rules: [
      ...recoveryPoints.flatMap(({ schedule, minutes }): Alert[] => {
        const newest = `velero_backup_last_successful_timestamp{schedule="${schedule}"}`;
        const oldest = Math.round((minutes * agePercent) / 100);
        return [
          {
            alert: "BackupTooOld",
            severity: "critical",
            owner: "platform",
            expr: `time() - max by (schedule) (${newest}) > ${60 * oldest}`,
            forMinutes: 5,
            summary: "The newest backup of {{ $labels.schedule }} is {{ $value | humanizeDuration }} old",
            labels: { schedule },
            description: `At most ${minutes} minutes of data may be lost there; the alert fires at ${oldest} minutes.`,
          },
          {
            alert: "BackupMissing",
            severity: "critical",
            owner: "platform",
            expr: `absent(${newest})`,
            forMinutes: oldest,
            summary: "There is no backup of {{ $labels.schedule }}",
            labels: { schedule },
            description: `None has succeeded in ${oldest} minutes, or Velero does not run.`,
          },
        ];
      }),
      {
        alert: "BackupFailed",
        severity: "warning",
        owner: "platform",
        expr: `sum by (schedule) (increase(velero_backup_failure_total[1h]) + increase(velero_backup_partial_failure_total[1h])) > 0`,
        forMinutes: 0,
        summary: "A backup of {{ $labels.schedule }} failed, in part or as a whole",
        description: "It happened within the last hour. The next one may succeed.",
      },
      {
        alert: "BackupStoreUnavailable",
        severity: "critical",
        owner: "platform",
        expr: `min by (backup_location_name) (velero_backup_location_status_gauge) == 0`,
        forMinutes: 15,
        summary: "Velero does not reach the store {{ $labels.backup_location_name }}",
        description: "It can neither make backups nor restore any.",
      },
    ],
  };
}
