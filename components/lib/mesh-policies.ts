import { waypointName, type Caller, type MeshPeer, type PlatformPeers, type Workload } from "./network-policies";

/** Spec of Istio's AuthorizationPolicy, as far as the platform writes it. */
export interface AuthorizationSpec {
  /** Pods, for which ztunnel decides. @default all of the namespace */
  selector?: { matchLabels: Record<string, string> };
  /** What a waypoint decides about. @default nothing - ztunnel decides */
  targetRefs?: { group: string; kind: string; name: string }[];
  /** @default "ALLOW" */
  action?: "ALLOW";
  /** @default none - nothing is allowed */
  rules?: AuthorizationRule[];
}

interface AuthorizationRule {
  from: { source: { principals: string[] } }[];
  to: { operation: { ports: string[] } }[];
}

/** Identity of a service account in the mesh. */
export function principal(namespace: string, serviceAccount: string): string {
  return `cluster.local/ns/${namespace}/sa/${serviceAccount}`;
}

/** Lets identities reach ports of a workload. Connections only, no requests: so ztunnel can decide. */
export function meshAllow(workload: string, ports: number[], principals: string[]): AuthorizationSpec {
  return allow({ "app.kubernetes.io/name": workload }, [rule(principals, ports)]);
}

/**
 * All AuthorizationPolicies of a namespace: everything is denied, then what was declared is allowed, to the service
 * accounts that callers run as. With a waypoint, callers are judged there, by the Service that they call; it has its
 * workload's name and ports. Pods then see the waypoint's identity.
 */
export function meshPolicies(
  namespace: { name: string; waypoint?: boolean; workloads: Workload[] },
  peers: PlatformPeers,
  callers: Caller[],
): { name: string; spec: AuthorizationSpec }[] {
  const policies: { name: string; spec: AuthorizationSpec }[] = [{ name: "default-deny", spec: {} }];
  if (namespace.waypoint) policies.push({ name: "default-deny-waypoint", spec: { targetRefs: [gatewayRef] } });
  for (const workload of namespace.workloads) {
    const { name, labels = { "app.kubernetes.io/name": name } } = workload;
    const calls = new Flows();
    for (const { from, to } of callers) {
      if (to.workload === name) calls.add(principal(from.namespace, from.workload), to.port);
    }
    const direct = sharedFlows(workload, peers);
    for (const [from, port] of calls.list()) {
      direct.add(namespace.waypoint ? principal(namespace.name, waypointName) : from, port);
    }
    if (direct.some()) policies.push({ name: `workload-${name}`, spec: allow(labels, direct.rules()) });
    if (namespace.waypoint && calls.some()) {
      const spec = { targetRefs: [serviceRef(name)], action: "ALLOW" as const, rules: calls.rules() };
      policies.push({ name: `service-${name}`, spec });
    }
  }
  return policies;
}

/** Connections of the shared services, which address pods and pass no waypoint. */
function sharedFlows({ ingressPorts, metricsPort }: Workload, { ingressController, prometheus }: PlatformPeers): Flows {
  const flows = new Flows();
  for (const port of ingressPorts) flows.add(identityOf(ingressController), port);
  if (metricsPort !== undefined) flows.add(identityOf(prometheus), metricsPort);
  return flows;
}

/** Who may reach which ports. */
class Flows {
  private readonly ports = new Map<string, Set<number>>();

  add(from: string, port: number): void {
    this.ports.set(from, (this.ports.get(from) ?? new Set()).add(port));
  }

  some(): boolean {
    return this.ports.size > 0;
  }

  list(): [from: string, port: number][] {
    return [...this.ports].flatMap(([from, ports]) => [...ports].map((port): [string, number] => [from, port]));
  }

  rules(): AuthorizationRule[] {
    return [...this.ports].map(([from, ports]) => rule([from], [...ports]));
  }
}

const gatewayRef = { group: "gateway.networking.k8s.io", kind: "Gateway", name: waypointName };
const serviceRef = (name: string) => ({ group: "", kind: "Service", name });

function identityOf({ namespace, serviceAccount }: MeshPeer): string {
  return principal(namespace, serviceAccount);
}

function allow(matchLabels: Record<string, string>, rules: AuthorizationRule[]): AuthorizationSpec {
  return { selector: { matchLabels }, action: "ALLOW", rules };
}

function rule(principals: string[], ports: number[]): AuthorizationRule {
  return { from: [{ source: { principals } }], to: [{ operation: { ports: ports.map(String) } }] };
}
