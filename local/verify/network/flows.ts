import { inRange, rangeOf } from "./addresses";
import { metadataAddresses, type DeclaredNetwork } from "./declared";
import type { Port, Probe } from "./probes";
import type { Endpoint } from "./types";

/** The declarations that allow a connection; absent where none does. Only governed pods are asked. */
export interface DeclaredFlow {
  egress?: string;
  ingress?: string;
}

/** Tells for any two probes what configuration says, without any knowledge of NetworkPolicies. */
export function declaredFlows(network: DeclaredNetwork): (from: Probe, to: Probe, at: Port) => DeclaredFlow {
  const ranges = new Map<string, ReturnType<typeof rangeOf>>();
  const covers = (cidr: string, endpoint: Endpoint) => {
    let range = ranges.get(cidr);
    if (!range) ranges.set(cidr, (range = rangeOf(cidr)));
    return ipsOf(endpoint).some((ip) => inRange(range, ip));
  };
  return (from, to, at) => ({
    egress: from.governed && egressFlow(network, covers, from, to, at),
    ingress: to.governed && ingressFlow(from, to, at),
  });
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
  return block
    ? `${from.title} reaches ${block.cidr} port ${port}/${protocol}`
    : callFlow(from, to, { port, protocol });
}

function ingressFlow(from: Probe, to: Probe, at: Port): string | undefined {
  const workload = to.governed!.workload;
  if (!workload || at.protocol !== "TCP") return undefined;
  const published = (workload.published ?? []).filter((its) => its.class === from.class).map(({ port }) => port);
  if (from.service === "ingressController" && [...workload.ingressPorts, ...published].includes(at.port)) {
    return `the ingress controller reaches ${to.title} port ${at.port}`;
  }
  if (from.service === "prometheus" && workload.metricsPort === at.port) {
    return `Prometheus scrapes ${to.title} port ${at.port}`;
  }
  return callFlow(from, to, at);
}

function callFlow(from: Probe, to: Probe, { port, protocol }: Port): string | undefined {
  const [caller, called] = [from.governed?.workload, to.governed];
  if (!caller || !called?.workload || protocol !== "TCP") return undefined;
  const call = caller.calls.find(
    (its) => its.namespace === called.namespace && its.workload === called.workload!.name && its.port === port,
  );
  return call && `${from.title} calls ${to.title} port ${port}`;
}

function ipsOf(endpoint: Endpoint): string[] {
  return endpoint.kind === "pod" ? endpoint.ips : [endpoint.ip];
}
