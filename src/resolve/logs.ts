import {
  auditStreams,
  environmentStream,
  platformStream,
  rejectedStream,
  teamStream,
  type LogStream,
} from "../../components/logging/streams";
import { cephClasses } from "../../components/storage/classes";
import type { Settings } from "../settings";

type Elasticsearch = Extract<Settings["logs"], { kind: "elasticsearch" }>;

/** Where logs go and who reads them, as the settings describe it. */
export interface LogsPlan {
  /** Nodes of Elasticsearch. */
  nodes: number;
  /** Memory of a node (GiB). */
  memoryGiB: number;
  /** Volumes of a node and of an aggregator (GiB). */
  storageGiB: number;
  bufferGiB: number;
  /** @default the cluster's own */
  storageClass?: string;
  /** @default absent - no volume that all nodes share */
  snapshots?: { retentionDays: number; storageGiB: number; storageClass: string };
  streams: LogStream[];
  /** Teams, each of which reads its own streams. */
  teams: string[];
  /** @default absent - the API server's audit log is not on nodes that the platform reads */
  apiServerAuditPath?: string;
  /** The environment in whose part of Vault passwords are. */
  environment: string;
}

/** Undefined where logs stay on the nodes, and before Vault can make their passwords. */
export function logsPlan(settings: Settings): LogsPlan | undefined {
  const { logs, vault, storage, environments, teams } = settings;
  if (logs.kind === "none" || vault.distribution === "none" || !vault.configure) return undefined;
  const ceph = storage.kind !== "none";
  return {
    nodes: logs.nodes,
    memoryGiB: logs.memoryGiB,
    storageGiB: logs.storageGiB,
    bufferGiB: logs.bufferGiB,
    storageClass: logs.storageClass ?? (ceph ? cephClasses.block : undefined),
    // Each log once, as in all primary shards together.
    snapshots: ceph
      ? { ...logs.snapshots, storageGiB: logs.nodes * logs.storageGiB, storageClass: cephClasses.filesystem }
      : undefined,
    streams: streamsOf(logs, settings),
    teams: teams.map(({ name }) => name),
    apiServerAuditPath: logs.apiServerAuditPath,
    environment: environments[0]!.name,
  };
}

function streamsOf(
  { retentionDays, auditRetentionDays, apiServerAuditPath }: Elasticsearch,
  { environments, teams }: Settings,
): LogStream[] {
  const names = environments.map(({ name }) => name);
  const longest = (days: Elasticsearch["retentionDays"]) => Math.max(...names.map((name) => days[name]));
  const shared = names.map((name) => ({
    name: environmentStream(name),
    retentionDays: retentionDays[name],
    namespaces: [name as string],
  }));
  const ofTeams = teams.flatMap((team) =>
    names.flatMap((environment): LogStream[] => {
      const namespaces = team.namespaces
        .filter((namespace) => (namespace.environment ?? names[0]) === environment)
        .map(({ name }) => name);
      if (namespaces.length === 0) return [];
      return [{ name: teamStream(team.name, environment), retentionDays: retentionDays[environment], namespaces }];
    }),
  );
  const days = longest(retentionDays);
  const auditDays = longest(auditRetentionDays);
  return [
    ...shared,
    ...ofTeams,
    { name: platformStream, retentionDays: days, namespaces: [] },
    { name: rejectedStream, retentionDays: days, namespaces: [] },
    { name: auditStreams.vault, retentionDays: auditDays, namespaces: [] },
    ...(apiServerAuditPath === undefined
      ? []
      : [{ name: auditStreams.kubernetes, retentionDays: auditDays, namespaces: [] }]),
  ];
}
