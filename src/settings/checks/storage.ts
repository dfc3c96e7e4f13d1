import type { Settings } from "../index";
import { path, type Problem } from "../problems";

/** Rules about Ceph and what it stands on. */
export function storageProblems({ storage, cluster }: Partial<Settings>): Problem[] {
  if (!storage || !cluster) return [];
  if (cluster.kind === "existing") return storage.kind === "rook" ? onExistingCluster(storage, cluster) : [];
  const problems: Problem[] = [];
  const pool = path("cluster", "nodePools", "storage");
  if (storage.kind === "rook" && !cluster.nodePools.storage) {
    const must = "be set while storage.kind is rook, because Ceph runs on nodes of its own";
    problems.push({ at: pool, must, remedy: "write {} for the defaults, or set storage.kind to none" });
  }
  if (storage.kind !== "rook" && cluster.nodePools.storage) {
    const must = `be left out while storage.kind is ${storage.kind}, because nothing would run there`;
    problems.push({ at: pool, must, remedy: "remove it, or set storage.kind to rook" });
  }
  if (storage.kind === "rook" && storage.nodeSelector) {
    const must = `be left out for clusters of kind ${cluster.kind}, whose storage pool is known`;
    problems.push({ at: path("storage", "nodeSelector"), must, remedy: "remove it" });
  }
  return problems;
}

function onExistingCluster(
  { nodeSelector }: Extract<Settings["storage"], { kind: "rook" }>,
  { rawBlockClass }: Extract<Settings["cluster"], { kind: "existing" }>,
): Problem[] {
  const problems: Problem[] = [];
  if (rawBlockClass === undefined) {
    const must = "be set while storage.kind is rook, because Ceph stores its data on volumes of that class";
    problems.push({
      at: path("cluster", "rawBlockClass"),
      must,
      remedy: "write a class of kubectl get storageclasses",
    });
  }
  if (!nodeSelector || Object.keys(nodeSelector).length === 0) {
    const must = "name labels of the nodes for Ceph, because an existing cluster has no storage pool that is known";
    problems.push({
      at: path("storage", "nodeSelector"),
      must,
      remedy: "label three nodes, one per zone, and write the label",
    });
  }
  return problems;
}
