import { smallestRecoveryPoint } from "../../components/backup/schedules";
import { controllers, type BackupStore } from "../../components/cluster/contract";
import { namespaces } from "../../components/logging/names";
import type { Settings } from "../settings";
import { mostImportant } from "../settings/team";
import { logsPlan } from "./logs";

/** What is saved how often, and for how long. */
export interface BackupPlan {
  retentionDays: number;
  /** The longest that a backup takes. */
  durationMinutes: number;
  /** Namespaces with the same recovery point. */
  groups: { environment: string; recoveryPointMinutes: number; namespaces: string[] }[];
  /** Where backups of an existing cluster go. @default absent - the cluster has a store of its own */
  store?: BackupStore;
}

/** Undefined where there are no backups. */
export function backupPlan(settings: Settings): BackupPlan | undefined {
  const { backup, environments, teams, vault } = settings;
  if (backup.kind === "none") return undefined;
  const groups: BackupPlan["groups"] = [];
  const add = (environment: string, recoveryPointMinutes: number, namespace: string) => {
    const group = groups.find((g) => g.environment === environment && g.recoveryPointMinutes === recoveryPointMinutes);
    if (group) group.namespaces.push(namespace);
    else groups.push({ environment, recoveryPointMinutes, namespaces: [namespace] });
  };
  for (const { name, recoveryPointMinutes } of environments) {
    const promised = recoveryPointMinutes ?? defaultRecoveryPoint(name);
    add(name, promised, name);
    for (const namespace of teams.flatMap((team) => team.namespaces)) {
      if ((namespace.environment ?? environments[0]!.name) !== name) continue;
      add(name, namespace.recoveryPointMinutes ?? promised, namespace.name);
    }
  }
  const { retentionDays, durationMinutes, store } = backup;
  if (vault.distribution !== "none") {
    // The volume of its snapshots, as soon as there is a new one.
    const recoveryPoint = Math.max(60 * vault.snapshots.intervalHours, smallestRecoveryPoint(durationMinutes));
    add(mostImportant(environments), recoveryPoint, controllers.vault.namespace);
  }
  // A day's logs may be lost, as the newest snapshot of them is of last night.
  if (hasLogSnapshots(settings)) add(mostImportant(environments), 24 * 60 + durationMinutes, namespaces.logs);
  return { retentionDays, durationMinutes, groups, store: store && givenStore(store) };
}

function hasLogSnapshots(settings: Settings): boolean {
  return logsPlan(settings)?.snapshots !== undefined;
}

/** An hour of work may be lost in production, a day elsewhere. */
function defaultRecoveryPoint(environment: string): number {
  return environment === "production" ? 60 : 24 * 60;
}

type Velero = Extract<Settings["backup"], { kind: "velero" }>;

function givenStore({ bucket, region, url, credentialSecret }: NonNullable<Velero["store"]>): BackupStore {
  return {
    plugin: "aws",
    bucket,
    config: { region, ...(url === undefined ? {} : { s3Url: url, s3ForcePathStyle: "true" }) },
    credential: credentialSecret === undefined ? undefined : { name: credentialSecret, key: "cloud" },
    ready: [],
  };
}
