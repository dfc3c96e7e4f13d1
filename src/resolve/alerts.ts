import type { Settings } from "../settings";
import { thresholdsOf, type Thresholds } from "../settings/alerts/defaults";
import { mostImportant } from "../settings/team";
import type { BackupPlan } from "./backup";
import type { Published } from "./published";

/** When alerts fire, and who hears of them. */
export interface AlertsPlan extends Pick<
  Settings["alerts"],
  "receivers" | "platform" | "deadMansSwitch" | "repeatHours" | "runbooksUrl"
> {
  /** The most important environment that the stack carries: where secrets of receivers are, and a label of all alerts. */
  environment: string;
  thresholds: Thresholds;
  /** Parts of the platform that the stack has, so that alerts about them make sense. */
  parts: AlertedParts;
  /** Hosts with an objective. */
  hosts: { host: string; namespace: string }[];
  /** What backups promise, by the schedule that keeps it (minutes). */
  recoveryPoints: { schedule: string; minutes: number }[];
  teams: { name: string; namespaces: string[]; critical: string[]; warning: string[] }[];
}

export interface AlertedParts {
  ingress: boolean;
  vault: boolean;
  /** Ceph in the cluster. */
  ceph: boolean;
  backup: boolean;
}

export function alertsPlan(
  settings: Settings,
  { published, backup }: { published: Published[]; backup?: BackupPlan },
): AlertsPlan {
  const { alerts, environments, teams, ingress, vault, storage } = settings;
  const { receivers, platform, deadMansSwitch, repeatHours, runbooksUrl } = alerts;
  return {
    receivers,
    platform,
    deadMansSwitch,
    repeatHours,
    runbooksUrl,
    environment: mostImportant(environments),
    thresholds: thresholdsOf(alerts, environments),
    parts: {
      ingress: ingress.kind !== "none",
      vault: vault.distribution !== "none",
      ceph: storage.kind === "rook",
      backup: backup !== undefined,
    },
    hosts: hostsOf(published),
    recoveryPoints: (backup?.groups ?? []).map(({ environment, recoveryPointMinutes: minutes }) => ({
      schedule: `${environment}-${minutes}m`,
      minutes,
    })),
    teams: teams.map((team) => ({
      name: team.name,
      namespaces: team.namespaces.map(({ name }) => name),
      ...team.alerts,
    })),
  };
}

/** Each once, whatever paths it has: a host lies in one namespace. */
function hostsOf(published: Published[]): AlertsPlan["hosts"] {
  return [...new Map(published.map(({ host, namespace }) => [host, { host, namespace }])).values()];
}
