import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { allNamespaces, type Placed } from "./placed";

/** Where ztunnel listens inside of pods: outbound, plain inbound, HBONE, DNS. */
const meshPorts = [15001, 15006, 15008, 15053];

/** Rules about the mesh and what it takes for granted of namespaces. */
export function meshProblems(given: Partial<Settings>): Problem[] {
  if (!given.mesh) return [];
  const namespaces = allNamespaces(given);
  return given.mesh.kind === "none" ? namespaces.flatMap(waypointProblems) : namespaces.flatMap(portProblems);
}

function waypointProblems({ at, spec }: Placed): Problem[] {
  if (!spec.waypoint) return [];
  const must = "be false while mesh.kind is none, because a waypoint is a part of the mesh";
  return [{ at: path(...at, "waypoint"), must, got: true, remedy: "remove it, or set mesh.kind to ambient" }];
}

function portProblems({ at, spec }: Placed): Problem[] {
  return spec.workloads.flatMap(({ ports, metricsPort }, i) => {
    const where: [PropertyKey[], number | undefined][] = [
      ...ports.map((port, j): [PropertyKey[], number] => [["ports", j], port]),
      [["metricsPort"], metricsPort],
    ];
    return where.flatMap(([setting, port]): Problem[] => {
      if (port === undefined || !meshPorts.includes(port)) return [];
      const must = `not be a port that the mesh takes in every pod (${meshPorts.join(", ")})`;
      const remedy = "let the workload listen on another port";
      return [{ at: path(...at, "workloads", i, ...setting), must, got: port, remedy }];
    });
  });
}
