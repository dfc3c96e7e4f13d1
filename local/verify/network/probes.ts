import { edges, rangeOf } from "./addresses";
import {
  controllerLabels,
  entryPorts,
  hbonePort,
  istiod,
  kubeletAddresses,
  metadataAddresses,
  waypointPods,
  workloadLabel,
  type DeclaredNetwork,
  type DeclaredWorkload,
  type IngressClass,
  type PodPeer,
} from "./declared";
import type { Endpoint, Protocol } from "./types";

/** One end of the connections that are tried. */
export interface Probe {
  /** For people: `payments/api`, `API server 10.0.0.1`. */
  title: string;
  endpoint: Endpoint;
  /** Present when configuration governs the pod: its namespace, and its workload when it has one. */
  governed?: { namespace: string; apiServer: boolean; workload?: DeclaredWorkload };
  /** Which shared service the pods belong to, or the kubelet as the mesh shows it. */
  service?: "dns" | "ingressController" | "prometheus" | "istiod" | "kubelet";
  /** Class that the ingress controller serves. @default none - it is not the platform's */
  class?: IngressClass;
  /** The namespace whose waypoint it is. */
  waypointOf?: string;
  /** Where connections to it are tried. */
  ports: Port[];
}

export interface Port {
  port: number;
  protocol: Protocol;
}

/** A namespace that nobody declared; its pods try to pass for the shared services by their labels. */
export const strangersNamespace = "verify-strangers";

/**
 * Everything that could connect or be connected to, derived from configuration alone: all workloads, an undeclared pod
 * in each namespace, the shared services, strangers that carry the services' labels, hosts, and addresses on both
 * sides of each declared block.
 */
export function probesOf(network: DeclaredNetwork): Probe[] {
  const nextIps = addressPool();
  const ports = portsOf(network);
  const pod = (
    namespace: string,
    name: string,
    labels: Record<string, string>,
    rest: Omit<Probe, "title" | "endpoint"> & { title?: string },
  ): Probe => ({
    title: `${namespace}/${name}`,
    endpoint: { kind: "pod", namespace, name, labels, ips: nextIps() },
    ...rest,
  });

  const governed = network.namespaces.flatMap(({ name: namespace, apiServer, waypoint, workloads }) => [
    ...workloads.map((workload) =>
      pod(namespace, workload.name, workload.labels ?? { [workloadLabel]: workload.name }, {
        governed: { namespace, apiServer: apiServer || workload.apiServer, workload },
        ports: ports.pods,
      }),
    ),
    pod(
      namespace,
      "undeclared-pod",
      { [workloadLabel]: "undeclared-pod" },
      { governed: { namespace, apiServer }, ports: ports.pods },
    ),
    ...(waypoint
      ? [
          pod(namespace, "waypoint", waypointPods.labels, {
            governed: { namespace, apiServer },
            waypointOf: namespace,
            ports: ports.pods,
          }),
        ]
      : []),
  ]);

  const peers: SharedService[] = [
    ["dns", "cluster DNS", network.dns],
    ...controllersOf(network),
    ["prometheus", "Prometheus", network.prometheus],
  ];
  if (network.mesh) peers.push(["istiod", "istiod", istiod]);
  const services = peers.map(([service, title, { namespace, labels }, served]) =>
    pod(namespace, served ? `${service}-${served}` : service, labels, {
      title,
      service,
      ...(served ? { class: served, governed: { namespace, apiServer: true } } : {}),
      ports: ports.pods,
    }),
  );
  const strangers = peers.map(([service, title, { labels }]) =>
    pod(strangersNamespace, `like-${service}`, labels, {
      title: `stranger labelled like ${title}`,
      ports: ports.pods,
    }),
  );
  return [...governed, ...services, ...strangers, ...addressProbes(network, ports.addresses)];
}

type SharedService = [NonNullable<Probe["service"]>, title: string, PodPeer, IngressClass?];

function controllersOf({ ingressController, entries = [] }: DeclaredNetwork): SharedService[] {
  if (entries.length === 0) return [["ingressController", "ingress controller", ingressController]];
  return entries.map(({ class: name }) => {
    const labels = { ...ingressController.labels, ...controllerLabels[name] };
    return ["ingressController", `${name} ingress controller`, { ...ingressController, labels }, name];
  });
}

function addressProbes(network: DeclaredNetwork, ports: Port[]): Probe[] {
  const titles = new Map<string, string>();
  const add = (ip: string, title: string) => titles.has(ip) || titles.set(ip, `${title} ${ip}`);
  for (const ip of metadataAddresses) add(ip, "cloud metadata");
  for (const cidr of network.apiServer.cidrs) for (const ip of edges(rangeOf(cidr)).inside) add(ip, "API server");
  for (const cidr of network.clusterCidrs ?? [])
    for (const ip of edges(rangeOf(cidr)).inside) add(ip, "in the cluster");
  const clients = (network.entries ?? []).flatMap((entry) => entry.clients).filter((cidr) => !cidr.endsWith("/0"));
  for (const cidr of [...allEgress(network).map((egress) => egress.cidr), ...clients]) {
    const { inside, outside } = edges(rangeOf(cidr));
    for (const ip of inside) add(ip, `in ${cidr}`);
    for (const ip of outside) add(ip, `beside ${cidr}`);
  }
  // Addresses for documentation, which nobody has.
  add("198.51.100.10", "outside address");
  add("2001:db8:ffff::10", "outside address");
  const kubelets = network.mesh ? kubeletAddresses.filter((ip) => ip.includes(".") || hasIpv6(network)) : [];
  for (const ip of kubelets) add(ip, "kubelet");
  if (network.mesh) add("169.254.7.126", "beside the kubelet");
  const addresses = [...titles].map(([ip, title]): Probe => ({
    title,
    endpoint: { kind: "address", name: title, ip },
    ...(kubelets.includes(ip) ? { service: "kubelet" } : {}),
    ports,
  }));
  const otherNode: Probe = {
    title: "another node",
    endpoint: { kind: "node", name: "another-node", ip: "198.19.255.254" },
    ports,
  };
  return [...addresses, otherNode];
}

/** Every port that anything declares, one that nothing declares, and those that tempt: DNS, web, the API server. */
function portsOf(network: DeclaredNetwork): { pods: Port[]; addresses: Port[] } {
  const workloads = network.namespaces.flatMap((namespace) => namespace.workloads);
  const declared = workloads.flatMap((workload) => [
    ...workload.ports,
    ...workload.ingressPorts,
    ...(workload.published ?? []).map(({ port }) => port),
    ...(workload.metricsPort === undefined ? [] : [workload.metricsPort]),
    ...workload.calls.map((call) => call.port),
  ]);
  const outside = allEgress(network);
  const taken = new Set([...declared, ...outside.map(({ port }) => port), network.apiServer.port]);
  let undeclared = 31000;
  while (taken.has(undeclared)) undeclared++;
  const mesh = network.mesh ? [tcp(hbonePort), udp(hbonePort), tcp(istiod.port), tcp(waypointPods.metricsPort)] : [];
  const entry = network.entries ? [tcp(entryPorts.metrics), tcp(entryPorts.readiness)] : [];
  const common = [...mesh, ...entry, tcp(53), udp(53), tcp(80), tcp(443), tcp(network.apiServer.port), tcp(undeclared)];
  return {
    pods: unique([...common, ...declared.flatMap((port) => [tcp(port), udp(port)]), ...outside]),
    addresses: unique([...common, ...outside]),
  };
}

const hasIpv6 = ({ clusterCidrs = [] }: DeclaredNetwork) => clusterCidrs.some((cidr) => cidr.includes(":"));

const tcp = (port: number): Port => ({ port, protocol: "TCP" });
const udp = (port: number): Port => ({ port, protocol: "UDP" });

function unique(ports: Port[]): Port[] {
  return [...new Map(ports.map(({ port, protocol }) => [`${port}/${protocol}`, { port, protocol }])).values()];
}

const allEgress = (network: DeclaredNetwork) =>
  network.namespaces.flatMap((namespace) => namespace.workloads.flatMap((workload) => workload.egress));

/** Addresses for pods from ranges that are kept for tests, so that no declared block means them by accident. */
function addressPool(): () => string[] {
  let next = 0;
  return () => {
    next++;
    return [`198.18.${next >> 8}.${next & 255}`, `2001:db8:1::${next.toString(16)}`];
  };
}
