import { inRange, rangeOf } from "./addresses";
import {
  entryPorts,
  hbonePort,
  istiod,
  metadataAddresses,
  waypointPods,
  type DeclaredNetwork,
  type DeclaredWorkload,
} from "./declared";
import type { Port, Probe } from "./probes";
import type { Endpoint } from "./types";

/** The declarations that allow a connection; absent where none does. Only governed pods are asked. */
export interface DeclaredFlow {
  egress?: string;
  ingress?: string;
  /** It is open to the address of a pod, which may still not be let out where it runs. */
  byAddress?: boolean;
}

/** Tells for any two probes what configuration says, without any knowledge of NetworkPolicies. */
export function declaredFlows(network: DeclaredNetwork): (from: Probe, to: Probe, at: Port) => DeclaredFlow {
  /** By block and address: the same few are asked for at every port of every pair. */
  const answers = new Map<string, boolean>();
  const holds = (cidr: string, ip: string) => {
    const key = `${cidr} ${ip}`;
    let answer = answers.get(key);
    if (answer === undefined) answers.set(key, (answer = inRange(rangeOf(cidr), ip)));
    return answer;
  };
  const covers = (cidr: string, endpoint: Endpoint) => ipsOf(endpoint).some((ip) => holds(cidr, ip));
  const calls = network.namespaces.flatMap(({ name: namespace, workloads }) =>
    workloads.flatMap((workload) => workload.calls.map((to): DeclaredCall => ({ namespace, workload, to }))),
  );
  const waypoints = new Set(network.namespaces.filter(({ waypoint }) => waypoint).map(({ name }) => name));
  let last: { from: Probe; to: Probe; flows: PodFlow[] } | undefined;
  return (from, to, at) => {
    // All ports of a pair are asked for one after the other.
    if (last?.from !== from || last.to !== to) last = { from, to, flows: podFlows(from, to, calls, waypoints) };
    const between = flowAt(last.flows, at, network.mesh);
    const client = to.governed && clientFlow(network, covers, from, to, at);
    return {
      egress: from.governed && (egressFlow(network, covers, from, to, at) ?? between),
      ingress: to.governed && (probeFlow(network, from, at) ?? client ?? between),
      byAddress: client !== undefined && from.endpoint.kind === "pod",
    };
  };
}

interface DeclaredCall {
  namespace: string;
  workload: DeclaredWorkload;
  to: DeclaredWorkload["calls"][number];
}

function egressFlow(
  network: DeclaredNetwork,
  covers: (cidr: string, endpoint: Endpoint) => boolean,
  from: Probe,
  to: Probe,
  { port, protocol }: Port,
): string | undefined {
  if (ipsOf(to.endpoint).some((ip) => metadataAddresses.includes(ip))) return undefined;
  const inCluster = network.clusterCidrs?.some((cidr) => covers(cidr, to.endpoint)) ?? false;
  if (to.service === "dns" && port === 53) return "every governed pod asks cluster DNS";
  const toApiServer = protocol === "TCP" && port === network.apiServer.port;
  if (from.governed!.apiServer && toApiServer && network.apiServer.cidrs.some((cidr) => covers(cidr, to.endpoint))) {
    return `${from.title} reaches the API server`;
  }
  const block = from.governed!.workload?.egress.find(
    (egress) => egress.port === port && egress.protocol === protocol && !inCluster && covers(egress.cidr, to.endpoint),
  );
  return block && `${from.title} reaches ${block.cidr} port ${port}/${protocol}`;
}

function probeFlow({ mesh }: DeclaredNetwork, from: Probe, { protocol }: Port): string | undefined {
  return mesh && from.service === "kubelet" && protocol === "TCP" ? "the kubelet probes every pod" : undefined;
}

/** The way in, by address: so it is open to pods whose addresses are among the clients' too. */
function clientFlow(
  { entries = [] }: DeclaredNetwork,
  covers: (cidr: string, endpoint: Endpoint) => boolean,
  from: Probe,
  to: Probe,
  { port, protocol }: Port,
): string | undefined {
  if (protocol !== "TCP" || !entryPorts.clients.includes(port)) return undefined;
  const block = entries.find((entry) => entry.class === to.class)?.clients.find((cidr) => covers(cidr, from.endpoint));
  return block && `clients in ${block} reach the ${to.title}`;
}

/** What is declared between two pods. */
interface PodFlow {
  port: number;
  what: string;
  /** One end is not in the mesh. */
  outsideMesh?: boolean;
}

/** In the mesh, connections between pods arrive on one port. */
function flowAt(flows: PodFlow[], { port, protocol }: Port, mesh = false): string | undefined {
  if (protocol !== "TCP") return undefined;
  const direct = flows.find((flow) => flow.port === port);
  if (direct) return `${direct.what} port ${port}`;
  const tunnelled = mesh && port === hbonePort ? flows.find((flow) => !flow.outsideMesh) : undefined;
  return tunnelled && `${tunnelled.what} port ${tunnelled.port} through the mesh`;
}

function podFlows(from: Probe, to: Probe, calls: DeclaredCall[], waypoints: ReadonlySet<string>): PodFlow[] {
  const workload = to.governed?.workload;
  if (from.service === "ingressController") {
    const published = (workload?.published ?? []).filter((its) => its.class === from.class).map(({ port }) => port);
    const ports = [...(workload?.ingressPorts ?? []), ...published];
    return ports.map((port) => ({ port, what: `the ingress controller reaches ${to.title}` }));
  }
  if (from.service === "prometheus" && to.class) {
    return [{ port: entryPorts.metrics, what: `Prometheus scrapes the ${to.title}` }];
  }
  if (from.service === "prometheus") {
    const outsideMesh = to.waypointOf !== undefined;
    const port = outsideMesh ? waypointPods.metricsPort : workload?.metricsPort;
    return port === undefined ? [] : [{ port, what: `Prometheus scrapes ${to.title}`, outsideMesh }];
  }
  if (from.waypointOf !== undefined && to.service === "istiod") {
    return [{ port: istiod.port, what: `istiod configures ${from.title}`, outsideMesh: true }];
  }
  return callFlows(from, to, calls, waypoints);
}

/** Calls, by way of the called namespace's waypoint where it has one. */
function callFlows(from: Probe, to: Probe, calls: DeclaredCall[], waypoints: ReadonlySet<string>): PodFlow[] {
  const isCaller = ({ namespace, workload }: DeclaredCall) =>
    from.governed?.namespace === namespace && from.governed.workload?.name === workload.name;
  const isCalled = ({ to: { namespace, workload } }: DeclaredCall) =>
    to.governed?.namespace === namespace && to.governed.workload?.name === workload;
  return calls.flatMap((call): PodFlow[] => {
    const { namespace, workload, port } = call.to;
    if (!waypoints.has(namespace)) {
      return isCaller(call) && isCalled(call) ? [{ port, what: `${from.title} calls ${to.title}` }] : [];
    }
    if (isCaller(call) && to.waypointOf === namespace) {
      return [{ port: hbonePort, what: `${from.title} calls ${namespace}/${workload} by way of ${to.title}` }];
    }
    if (from.waypointOf === namespace && isCalled(call)) {
      return [{ port: hbonePort, what: `${from.title} passes calls to ${to.title}` }];
    }
    return [];
  });
}

function ipsOf(endpoint: Endpoint): string[] {
  return endpoint.kind === "pod" ? endpoint.ips : [endpoint.ip];
}
