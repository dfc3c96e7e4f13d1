import type { Settings } from "../settings";

/** What the mesh component needs to know. */
export interface MeshPlan {
  /** Whether the platform brings the Gateway API's kinds, if a waypoint needs them. */
  gatewayApi: boolean;
  /** Namespaces with a waypoint. */
  waypoints: string[];
}

/** The mesh of a stack; absent where it is off. */
export function meshPlan({ mesh, environments, teams }: Settings): MeshPlan | undefined {
  if (mesh.kind === "none") return undefined;
  const namespaces = [...environments, ...teams.flatMap((team) => team.namespaces)];
  return {
    gatewayApi: mesh.gatewayApi,
    waypoints: namespaces.filter(({ waypoint }) => waypoint).map(({ name }) => name),
  };
}
