import { poolLabel } from "../../components/lib/scheduling";
import type { Settings } from "../settings";

/** Ceph in the cluster, or a connection to one outside. */
export type StoragePlan = { reclaimPolicy: "Retain" | "Delete" } & (
  | {
      kind: "rook";
      nodeSelector: Record<string, string>;
      volumeGiB: number;
      volumesPerZone: number;
      replicas: number;
    }
  | {
      kind: "external";
      clusterId: string;
      monitors: string[];
      pool: string;
      filesystem: string;
      vaultPath: string;
      environment: string;
    }
);

/** Undefined where the platform brings no storage. */
export function storagePlan({ storage, environments }: Settings): StoragePlan | undefined {
  if (storage.kind === "none") return undefined;
  const throwaway = environments.every(({ name }) => name === "dev");
  const reclaimPolicy = storage.reclaimPolicy ?? (throwaway ? "Delete" : "Retain");
  if (storage.kind === "external") {
    return { ...storage, reclaimPolicy, environment: environments[0]!.name };
  }
  return { ...storage, reclaimPolicy, nodeSelector: storage.nodeSelector ?? { [poolLabel]: "storage" } };
}
