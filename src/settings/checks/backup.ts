import { smallestRecoveryPoint } from "../../../components/backup/schedules";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { allNamespaces } from "./placed";

type Velero = Extract<Settings["backup"], { kind: "velero" }>;

/** Rules about backups: where they go, how long they last, and what they can promise. */
export function backupProblems(given: Partial<Settings>): Problem[] {
  const { backup, cluster } = given;
  if (!backup) return [];
  if (backup.kind === "none") return promisesWithoutBackups(given);
  return [
    ...(cluster ? storeProblems(backup, cluster) : []),
    ...retentionProblems(backup),
    ...recoveryPointProblems(backup, given),
  ];
}

function promisesWithoutBackups(given: Partial<Settings>): Problem[] {
  return allNamespaces(given).flatMap(({ at, spec }): Problem[] => {
    if (spec.recoveryPointMinutes === undefined) return [];
    const must = "be left out while backup.kind is none, because nothing keeps the promise";
    const remedy = "remove it, or set platform:backup.kind to velero";
    return [{ at: path(...at, "recoveryPointMinutes"), must, got: spec.recoveryPointMinutes, remedy }];
  });
}

function storeProblems({ store, region }: Velero, cluster: Settings["cluster"]): Problem[] {
  if (cluster.kind === "existing") {
    const problems: Problem[] = [];
    if (!store) {
      const must = "be set for an existing cluster, because the program makes no bucket there";
      problems.push({ at: path("backup", "store"), must, remedy: "name a bucket, or set backup.kind to none" });
    }
    if (region !== undefined) {
      const must = "be left out for an existing cluster, whose bucket has its region in backup.store.region";
      problems.push({ at: path("backup", "region"), must, got: region, remedy: "remove it" });
    }
    return problems;
  }
  const home = cluster.kind === "aws" ? cluster.region : cluster.location;
  const problems: Problem[] = [];
  if (store) {
    const must = `be left out for clusters of kind ${cluster.kind}, which have a bucket of their own`;
    problems.push({ at: path("backup", "store"), must, remedy: "remove it and write backup.region" });
  }
  if (region === undefined || region === home) {
    const must = `be another region than the cluster's (${home}), whose loss the backups must survive`;
    problems.push({ at: path("backup", "region"), must, got: region, remedy: "write a region of the same continent" });
  }
  return problems;
}

function retentionProblems({ retentionDays, lockDays }: Velero): Problem[] {
  if (retentionDays >= lockDays) return [];
  const must = `be at least backup.lockDays (${lockDays}), because a locked backup cannot be removed`;
  const remedy = "raise it or lower lockDays";
  return [{ at: path("backup", "retentionDays"), must, got: retentionDays, remedy }];
}

function recoveryPointProblems({ durationMinutes }: Velero, given: Partial<Settings>): Problem[] {
  const smallest = smallestRecoveryPoint(durationMinutes);
  return allNamespaces(given).flatMap(({ at, spec }): Problem[] => {
    if (spec.recoveryPointMinutes === undefined || spec.recoveryPointMinutes >= smallest) return [];
    const must = `be ${smallest} or more, the least that backups of ${durationMinutes} minutes can give`;
    const remedy = "raise it, or lower backup.durationMinutes";
    return [{ at: path(...at, "recoveryPointMinutes"), must, got: spec.recoveryPointMinutes, remedy }];
  });
}
