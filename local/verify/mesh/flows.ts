import type { DeclaredMesh } from "./declared";
import type { Called, Caller } from "./ends";

/** The declaration that lets a caller reach a port; undefined where there is none. Knows nothing of policies. */
export function declaredFlow({ namespaces }: DeclaredMesh, from: Caller, to: Called, port: number): string | undefined {
  const { workload, namespace } = to;
  if (!workload) return undefined;
  const hasWaypoint = namespaces.some((each) => each.name === namespace && each.waypoint);
  const calls = namespaces.flatMap((caller) =>
    caller.workloads
      .filter(({ calls }) =>
        calls.some((call) => call.namespace === namespace && call.workload === workload.name && call.port === port),
      )
      .map(({ name }) => ({ namespace: caller.name, name })),
  );
  const isCaller = calls.some(
    ({ namespace: its, name }) => its === from.workload?.namespace && name === from.workload.name,
  );
  if (to.at === "waypoint") return isCaller ? `${from.title} calls ${to.title} port ${port}` : undefined;
  // Controllers of all classes have one identity.
  const reached = [...workload.ingressPorts, ...(workload.published ?? []).map((route) => route.port)];
  if (from.service === "ingressController" && reached.includes(port)) {
    return `the ingress controller reaches ${to.title} port ${port}`;
  }
  if (from.service === "prometheus" && workload.metricsPort === port) {
    return `Prometheus scrapes ${to.title} port ${port}`;
  }
  if (!hasWaypoint) return isCaller ? `${from.title} calls ${to.title} port ${port}` : undefined;
  return from.waypointOf === namespace && calls.length > 0
    ? `the waypoint passes calls to ${to.title} port ${port}`
    : undefined;
}
