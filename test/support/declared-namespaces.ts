import fc from "fast-check";
import type { Workload } from "../../components/lib/network-policies";

/** What configuration may say of one namespace. */
export interface DeclaredNamespace {
  name: string;
  apiServer: boolean;
  waypoint: boolean;
  workloads: Workload[];
}

const port = fc.constantFrom<number>(80, 443, 5432, 6443, 8080, 9090);
const block = fc.constantFrom("0.0.0.0/0", "::/0", "203.0.113.0/24", "169.254.0.0/16", "192.0.2.7/32");
const egress = fc.record({ cidr: block, port, protocol: fc.constantFrom("TCP" as const, "UDP" as const) });
const workloadNames = fc.uniqueArray(fc.constantFrom("api", "db", "web"), { maxLength: 3 });

/**
 * Namespaces as configuration could declare them: calls go to ports that their workload declares.
 * @param waypoints whether some have one, which only the mesh gives
 */
export const declaredNamespaces = (waypoints: boolean): fc.Arbitrary<DeclaredNamespace[]> =>
  fc
    .uniqueArray(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 })
    .chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          workloadNames.chain((workloads) =>
            fc.record({
              name: fc.constant<string>(name),
              apiServer: fc.boolean(),
              waypoint: waypoints ? fc.boolean() : fc.constant(false),
              workloads: fc.tuple(
                ...workloads.map((workload) =>
                  fc.record({
                    name: fc.constant<string>(workload),
                    ports: fc.uniqueArray(port, { maxLength: 3 }),
                    open: fc.boolean(),
                    metricsPort: fc.option(port, { nil: undefined }),
                    egress: fc.array(egress, { maxLength: 2 }),
                    apiServer: fc.boolean(),
                  }),
                ),
              ),
            }),
          ),
        ),
      ),
    )
    .chain((namespaces) => {
      const targets = namespaces.flatMap(({ name, waypoint, workloads }) =>
        workloads.flatMap((workload) =>
          workload.ports.map((to) => ({
            namespace: name,
            workload: workload.name,
            port: to,
            ...(waypoint ? { throughWaypoint: true } : {}),
          })),
        ),
      );
      const calls: fc.Arbitrary<Workload["calls"]> =
        targets.length > 0 ? fc.array(fc.constantFrom(...targets), { maxLength: 3 }) : fc.constant([]);
      return fc.tuple(
        ...namespaces.map(({ workloads, ...namespace }) =>
          fc.tuple(...workloads.map(() => calls)).map((callsOf): DeclaredNamespace => ({
            ...namespace,
            workloads: workloads.map(({ open, ...workload }, i) => ({
              ...workload,
              ingressPorts: open ? workload.ports : [],
              calls: callsOf[i]!,
            })),
          })),
        ),
      );
    });
