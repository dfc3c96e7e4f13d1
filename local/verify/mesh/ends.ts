import { workloadLabel, type DeclaredWorkload } from "../network/declared";
import type { Account, DeclaredMesh } from "./declared";
import type { MeshPod, MeshService } from "./types";

/** Someone who tries to connect. */
export interface Caller {
  /** For people. */
  title: string;
  /** @default absent - without TLS */
  principal?: string;
  /** The declared workload that runs as this account. */
  workload?: { namespace: string; name: string };
  service?: "ingressController" | "prometheus";
  /** The namespace whose waypoint it is. */
  waypointOf?: string;
}

/** Pods, or the Service of a namespace with a waypoint, to which connections are tried. */
export type Called = { title: string; namespace: string; workload?: DeclaredWorkload } & (
  { at: "pod"; pod: MeshPod } | { at: "waypoint"; service: MeshService }
);

const strangersNamespace = "verify-strangers";

/**
 * Every identity that configuration knows, and those that tempt: default accounts, accounts of the same name in another
 * namespace and another trust domain, longer names, and nobody.
 */
export function callersOf({ namespaces, ingressController, prometheus }: DeclaredMesh): Caller[] {
  const known = namespaces.flatMap(({ name: namespace, waypoint, workloads }): Caller[] => [
    ...workloads.map(({ name }) => ({ ...named({ namespace, serviceAccount: name }), workload: { namespace, name } })),
    named({ namespace, serviceAccount: "default" }),
    ...(waypoint ? [{ ...named({ namespace, serviceAccount: "waypoint" }), waypointOf: namespace }] : []),
  ]);
  const services: Caller[] = [
    { ...named(ingressController), title: "ingress controller", service: "ingressController" },
    { ...named(prometheus), title: "Prometheus", service: "prometheus" },
  ];
  const strangers = [...known, ...services].flatMap(({ principal = "" }) => {
    const [, namespace = "", serviceAccount = ""] = /\/ns\/(.+)\/sa\/(.+)$/.exec(principal) ?? [];
    return [
      named({ namespace: strangersNamespace, serviceAccount }),
      named({ namespace, serviceAccount: `${serviceAccount}-2` }),
      named({ namespace: `a-${namespace}`, serviceAccount }),
      named({ namespace, serviceAccount }, "elsewhere"),
    ];
  });
  const everybody = [...services, ...known, ...strangers, { title: "somebody without TLS" }];
  return [...new Map(everybody.map((caller) => [caller.principal, caller])).values()];
}

function named({ namespace, serviceAccount }: Account, trustDomain = "cluster.local"): Caller {
  const principal = `${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
  return { title: trustDomain === "cluster.local" ? `${namespace}/${serviceAccount}` : principal, principal };
}

/** Pods of every workload and an undeclared one in each namespace, and Services where a waypoint decides about these. */
export function calledOf({ namespaces }: DeclaredMesh): Called[] {
  return namespaces.flatMap(({ name: namespace, waypoint, workloads }) => {
    const known: { name: string; workload?: DeclaredWorkload }[] = [
      ...workloads.map((workload) => ({ name: workload.name, workload })),
      { name: "undeclared" },
    ];
    const pods = known.map(({ name, ...rest }): Called => ({
      title: `${namespace}/${name}`,
      at: "pod",
      pod: { namespace, labels: rest.workload?.labels ?? { [workloadLabel]: name } },
      namespace,
      ...rest,
    }));
    const services = known.map(({ name, ...rest }): Called => ({
      title: `Service ${namespace}/${name}`,
      at: "waypoint",
      service: { namespace, name },
      namespace,
      ...rest,
    }));
    return [...pods, ...(waypoint ? services : [])];
  });
}

/** Every port that anything declares, and one that nothing declares. */
export function portsOf({ namespaces }: DeclaredMesh): number[] {
  const declared = namespaces.flatMap(({ workloads }) =>
    workloads.flatMap(({ ports, ingressPorts, published = [], metricsPort, calls }) => [
      ...ports,
      ...ingressPorts,
      ...published.map(({ port }) => port),
      ...(metricsPort === undefined ? [] : [metricsPort]),
      ...calls.map((call) => call.port),
    ]),
  );
  let undeclared = 31000;
  while (declared.includes(undeclared)) undeclared++;
  return [...new Set([...declared, undeclared])];
}
