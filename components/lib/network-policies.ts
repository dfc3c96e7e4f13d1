import type { types } from "@pulumi/kubernetes";
import { holds, parseCidr } from "./cidr";

type PolicySpec = types.input.networking.v1.NetworkPolicySpec;
type Peer = types.input.networking.v1.NetworkPolicyPeer;
type Labels = Record<string, string>;

/** Pods of one kind in one namespace. */
export interface PodPeer {
  namespace: string;
  labels: Labels;
}

/** Where the shared services of the cluster are found. */
export interface PlatformPeers {
  /** Cluster DNS. */
  dns: PodPeer;
  /** Addresses of the API server, as pods see them after the service address is translated. */
  apiServer: { cidrs: string[]; port: number };
  ingressController: PodPeer;
  prometheus: PodPeer;
  /** Addresses of pods, services and nodes, as far as they are known. */
  clusterCidrs: string[];
}

/** A set of pods and the connections it was declared to need. */
export interface Workload {
  name: string;
  /** Labels of the pods. @default `app.kubernetes.io/name: <name>` */
  labels?: Labels;
  /** TCP ports that other workloads may be declared to call. */
  ports: number[];
  /** The ports among them that the ingress controller reaches. */
  ingressPorts: number[];
  /** TCP port that Prometheus scrapes. @default absent - not scraped */
  metricsPort?: number;
  /** TCP ports of webhooks and aggregated APIs, which the API server calls. @default none */
  webhookPorts?: number[];
  calls: { namespace: string; workload: string; port: number; labels?: Labels }[];
  /** Connections to addresses outside the cluster. */
  egress: { cidr: string; port: number; protocol: "TCP" | "UDP" }[];
  apiServer: boolean;
}

/** One declared call into a namespace. */
export interface Caller {
  from: { namespace: string; workload: string; labels?: Labels };
  to: { workload: string; port: number };
}

/** The calls that `namespaces` declare into `target`. */
export function callersOf(target: string, namespaces: { name: string; workloads: Workload[] }[]): Caller[] {
  return namespaces.flatMap((namespace) =>
    namespace.workloads.flatMap((workload) =>
      workload.calls
        .filter((call) => call.namespace === target)
        .map((call) => ({
          from: { namespace: namespace.name, workload: workload.name },
          to: { workload: call.workload, port: call.port },
        })),
    ),
  );
}

/** All NetworkPolicies of a namespace: everything is denied both ways, then what was declared is allowed. */
export function networkPolicies(
  namespace: { apiServer: boolean; workloads: Workload[] },
  peers: PlatformPeers,
  callers: Caller[],
): { name: string; spec: PolicySpec }[] {
  const both = ["Ingress", "Egress"];
  const policies: { name: string; spec: PolicySpec }[] = [
    { name: "default-deny", spec: { podSelector: {}, policyTypes: both } },
    { name: "dns", spec: { podSelector: {}, policyTypes: ["Egress"], egress: [dnsRule(peers.dns)] } },
  ];
  if (namespace.apiServer && peers.apiServer.cidrs.length > 0) {
    policies.push({
      name: "api-server",
      spec: { podSelector: {}, policyTypes: ["Egress"], egress: [apiServerRule(peers.apiServer)] },
    });
  }
  for (const workload of namespace.workloads) {
    const ingress = ingressRules(workload, peers, callers);
    const egress = egressRules(workload, peers);
    if (ingress.length + egress.length === 0) continue;
    policies.push({
      name: `workload-${workload.name}`,
      spec: {
        podSelector: { matchLabels: workload.labels ?? workloadLabels(workload.name) },
        policyTypes: both,
        ingress,
        egress,
      },
    });
  }
  return policies;
}

function ingressRules(workload: Workload, peers: PlatformPeers, callers: Caller[]) {
  const rules = [];
  if (workload.ingressPorts.length > 0) {
    rules.push({ from: [podPeer(peers.ingressController)], ports: workload.ingressPorts.map(tcp) });
  }
  if (workload.metricsPort !== undefined) {
    rules.push({ from: [podPeer(peers.prometheus)], ports: [tcp(workload.metricsPort)] });
  }
  // A rule without peers would admit everybody.
  if (workload.webhookPorts?.length && peers.apiServer.cidrs.length > 0) {
    rules.push({ from: apiServerPeers(peers.apiServer), ports: workload.webhookPorts.map(tcp) });
  }
  for (const { from, to } of callers) {
    if (to.workload === workload.name) rules.push({ from: [workloadPeer(from)], ports: [tcp(to.port)] });
  }
  return rules;
}

function egressRules(workload: Workload, peers: PlatformPeers) {
  const rules = workload.calls.map((call) => ({ to: [workloadPeer(call)], ports: [tcp(call.port)] }));
  const outside = workload.egress.map(({ cidr, port, protocol }) => ({
    to: [{ ipBlock: outsideOnly(cidr, peers.clusterCidrs) }],
    ports: [{ port, protocol }],
  }));
  const apiServer = workload.apiServer && peers.apiServer.cidrs.length > 0 ? [apiServerRule(peers.apiServer)] : [];
  return [...rules, ...outside, ...apiServer];
}

function dnsRule(dns: PodPeer) {
  return { to: [podPeer(dns)], ports: ["UDP", "TCP"].map((protocol) => ({ port: 53, protocol })) };
}

function apiServerRule({ cidrs, port }: PlatformPeers["apiServer"]) {
  return { to: apiServerPeers({ cidrs }), ports: [tcp(port)] };
}

function apiServerPeers({ cidrs }: Pick<PlatformPeers["apiServer"], "cidrs">): Peer[] {
  return cidrs.map((cidr) => ({ ipBlock: { cidr } }));
}

export function podPeer({ namespace, labels }: PodPeer): Peer {
  // The API server sets this label and nobody else can, unlike any other label of a namespace.
  return {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: labels },
  };
}

function workloadPeer({ namespace, workload, labels }: Caller["from"]): Peer {
  return podPeer({ namespace, labels: labels ?? workloadLabels(workload) });
}

function workloadLabels(workload: string): Labels {
  return { "app.kubernetes.io/name": workload };
}

function tcp(port: number) {
  return { port, protocol: "TCP" };
}

/**
 * Where clouds serve instance credentials (AWS and Azure, AWS over IPv6, and Azure's host agent): whoever reaches these
 * addresses can become the node.
 */
export const metadataAddresses = ["169.254.169.254", "fd00:ec2::254", "168.63.129.16"] as const;

/**
 * The block without what is never "outside": the cluster's own addresses, which only declared calls reach, and the
 * metadata addresses. The schema refuses blocks that lie inside of these.
 */
function outsideOnly(block: string, clusterCidrs: string[]) {
  const outer = parseCidr(block);
  const own = [
    ...clusterCidrs,
    ...metadataAddresses.map((address) => `${address}/${address.includes(":") ? 128 : 32}`),
  ];
  const except = own.filter((text) => {
    const inner = parseCidr(text);
    // Strictly inside: the API server refuses an exception that is the whole block.
    return outer && inner && outer.prefix < inner.prefix && holds(outer, inner);
  });
  return except.length > 0 ? { cidr: block, except } : { cidr: block };
}
