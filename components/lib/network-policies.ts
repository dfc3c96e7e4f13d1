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

/** Pods with an identity in the mesh. */
export interface MeshPeer extends PodPeer {
  /** Service account that they run as. */
  serviceAccount: string;
}

/** Where the shared services of the cluster are found. */
export interface PlatformPeers {
  /** Cluster DNS. */
  dns: PodPeer;
  /** Addresses of the API server, as pods see them after the service address is translated. */
  apiServer: { cidrs: string[]; port: number };
  ingressController: MeshPeer;
  prometheus: MeshPeer;
  /** Vault's servers, which every pod of a team or an environment reaches. @default absent - there are none */
  vault?: PodPeer & { port: number };
  /** Whether the mesh is on: connections between its pods arrive on {@link hbonePort}. */
  mesh: boolean;
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
  calls: Call[];
  /** Connections to addresses outside the cluster. */
  egress: { cidr: string; port: number; protocol: "TCP" | "UDP" }[];
  apiServer: boolean;
}

/** One declared call to another workload. */
export interface Call {
  namespace: string;
  workload: string;
  port: number;
  labels?: Labels;
  /** The called namespace has a waypoint, and calls go through that. @default false */
  throughWaypoint?: boolean;
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

/**
 * Between pods of the mesh every connection arrives on this port (HBONE), from the address of the pod that opened it.
 * AuthorizationPolicies then decide about the port inside.
 */
export const hbonePort = 15008;

/**
 * In the mesh, probes of the kubelet come from these addresses, IPv4 and IPv6. Istio gives them to packets of the pod's
 * own node only, which NetworkPolicies never keep from its pods.
 * @see https://istio.io/latest/docs/ambient/usage/networkpolicy/
 */
const probeSources = ["169.254.7.127/32", "fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128"];

/** Name of a namespace's waypoint, and of the service account that it runs as. */
export const waypointName = "waypoint";
/** Its pods, which istiod makes of the Gateway with that name. */
export const waypointLabels = { "gateway.networking.k8s.io/gateway-name": waypointName };
/** Where its proxies export metrics. */
export const waypointMetricsPort = 15020;

/** Where waypoints get their certificates and configuration. */
const istiod = { peer: { namespace: "istio-system", labels: { app: "istiod" } }, port: 15012 };

const both = ["Ingress", "Egress"];

/** All NetworkPolicies of a namespace: everything is denied both ways, then what was declared is allowed. */
export function networkPolicies(
  namespace: { apiServer: boolean; waypoint?: boolean; vault?: boolean; workloads: Workload[] },
  peers: PlatformPeers,
  callers: Caller[],
): { name: string; spec: PolicySpec }[] {
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
  if (namespace.vault && peers.vault) {
    policies.push({
      name: "vault",
      spec: { podSelector: {}, policyTypes: ["Egress"], egress: [vaultRule(peers.vault)] },
    });
  }
  if (peers.mesh) policies.push({ name: "kubelet-probes", spec: kubeletProbes(peers) });
  if (namespace.waypoint) policies.push({ name: "waypoint", spec: waypointSpec(peers, callers) });
  for (const workload of namespace.workloads) {
    const ingress = ingressRules(workload, peers, callers, namespace.waypoint);
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

function ingressRules(workload: Workload, peers: PlatformPeers, callers: Caller[], waypoint = false) {
  const rules: { from: Peer[]; ports: ReturnType<typeof tcp>[] }[] = [];
  if (workload.ingressPorts.length > 0) {
    rules.push({ from: [podPeer(peers.ingressController)], ports: podPorts(peers, ...workload.ingressPorts) });
  }
  if (workload.metricsPort !== undefined) {
    rules.push({ from: [podPeer(peers.prometheus)], ports: podPorts(peers, workload.metricsPort) });
  }
  // A rule without peers would admit everybody.
  if (workload.webhookPorts?.length && peers.apiServer.cidrs.length > 0) {
    rules.push({ from: apiServerPeers(peers.apiServer), ports: workload.webhookPorts.map(tcp) });
  }
  const called = callers.filter(({ to }) => to.workload === workload.name);
  if (waypoint) {
    if (called.length > 0) rules.push({ from: [{ podSelector: { matchLabels: waypointLabels } }], ports: [hbone] });
    return rules;
  }
  return [...rules, ...called.map(({ from, to }) => ({ from: [workloadPeer(from)], ports: podPorts(peers, to.port) }))];
}

/** The waypoint stands between callers and what they call. */
function waypointSpec(peers: PlatformPeers, callers: Caller[]): PolicySpec {
  const from = unique(callers.map((caller) => workloadPeer(caller.from)));
  const to = unique(callers.map((caller) => ({ podSelector: { matchLabels: workloadLabels(caller.to.workload) } })));
  // A rule without peers would admit everybody.
  const called = callers.length > 0;
  return {
    podSelector: { matchLabels: waypointLabels },
    policyTypes: both,
    ingress: [
      ...(called ? [{ from, ports: [hbone] }] : []),
      { from: [podPeer(peers.prometheus)], ports: [tcp(waypointMetricsPort)] },
    ],
    egress: [...(called ? [{ to, ports: [hbone] }] : []), { to: [podPeer(istiod.peer)], ports: [tcp(istiod.port)] }],
  };
}

/** Any TCP port of pods of the mesh, because nobody declares where probes go. @param pods their labels; none are all */
export function kubeletProbes({ clusterCidrs }: PlatformPeers, pods?: Labels): PolicySpec {
  const hasIpv6 = clusterCidrs.some((cidr) => cidr.includes(":"));
  const sources = probeSources.filter((source) => hasIpv6 || !source.includes(":"));
  const from = sources.map((cidr) => ({ ipBlock: { cidr } }));
  const podSelector = pods ? { matchLabels: pods } : {};
  return { podSelector, policyTypes: ["Ingress"], ingress: [{ from, ports: [{ protocol: "TCP" }] }] };
}

function egressRules(workload: Workload, peers: PlatformPeers) {
  const rules = workload.calls.map((call) =>
    call.throughWaypoint
      ? { to: [podPeer({ namespace: call.namespace, labels: waypointLabels })], ports: [hbone] }
      : { to: [workloadPeer(call)], ports: podPorts(peers, call.port) },
  );
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

/** Outside of the mesh, on its own port. */
function vaultRule({ port, ...pods }: NonNullable<PlatformPeers["vault"]>) {
  return { to: [podPeer(pods)], ports: [tcp(port)] };
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

const hbone = tcp(hbonePort);

/** Ports of a pod, and the one on which the mesh brings connections to them. */
function podPorts({ mesh }: PlatformPeers, ...ports: number[]) {
  return [...ports.map(tcp), ...(mesh ? [hbone] : [])];
}

function unique<T>(items: T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
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
