import { platformNamespaces } from "../../components/lib/platform-namespaces";
import type { PlatformConfig } from "../../src/config";

/** What a stack's configuration takes for granted of its cluster. */
export interface Expectations {
  apiServer: { cidrs: string[]; port: number };
  /** StorageClass that Ceph builds on. @default absent - no Ceph in the cluster */
  rawBlockClass?: string;
  /** Whether the platform brings the default StorageClass. */
  bringsStorage: boolean;
  /** Whether volumes are saved by snapshots. */
  snapshots: boolean;
  /** Whether the platform brings Istio. */
  bringsMesh: boolean;
  /** What becomes of the Gateway API's kinds. */
  gatewayApi: "brought" | "taken for granted" | "not used";
  /** Namespaces that the platform makes. */
  namespaces: string[];
}

export function expectationsOf(config: PlatformConfig): Expectations {
  const { mesh } = config;
  const teams = config.teams.flatMap((team) => team.namespaces);
  return {
    apiServer: config.peers.apiServer,
    rawBlockClass:
      config.storage?.kind === "rook" && config.cluster.kind === "existing" ? config.cluster.rawBlockClass : undefined,
    bringsStorage: config.storage !== undefined,
    snapshots: config.backup !== undefined,
    bringsMesh: mesh !== undefined,
    gatewayApi: !mesh || mesh.waypoints.length === 0 ? "not used" : mesh.gatewayApi ? "brought" : "taken for granted",
    namespaces: [...config.environments, ...teams].map(({ name }) => name).concat(platformNamespaces),
  };
}
