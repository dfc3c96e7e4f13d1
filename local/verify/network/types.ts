/** NetworkPolicy of `networking.k8s.io/v1`, as far as connectivity depends on it. */
export interface NetworkPolicy {
  metadata: { name: string; namespace: string };
  spec: {
    podSelector?: LabelSelector;
    policyTypes?: Direction[];
    ingress?: { from?: Peer[]; ports?: PolicyPort[] }[];
    egress?: { to?: Peer[]; ports?: PolicyPort[] }[];
  };
}

export type Direction = "Ingress" | "Egress";
export type Protocol = "TCP" | "UDP" | "SCTP";

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}

export interface Peer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr: string; except?: string[] };
}

export interface PolicyPort {
  /** @default TCP */
  protocol?: Protocol;
  /** Number, or the name of a container port of the destination. */
  port?: number | string;
  /** End of a range that begins at `port`, included. */
  endPort?: number;
}

/** Something that opens or accepts connections. */
export type Endpoint = PodEndpoint | AddressEndpoint | NodeEndpoint;

export interface PodEndpoint {
  kind: "pod";
  namespace: string;
  name: string;
  labels: Record<string, string>;
  /** IPv4 and IPv6 addresses, for policies that name blocks of addresses. */
  ips: string[];
  /** Named container ports. */
  ports?: { name: string; port: number; protocol: Protocol }[];
  /** Node that runs it; connections between the two are never policed. */
  node?: string;
}

/** An address that is no pod: outside the cluster, or a host whose pods do not matter. */
export interface AddressEndpoint {
  kind: "address";
  name: string;
  ip: string;
}

/** A node, or a pod in its network, which NetworkPolicies cannot select. */
export interface NodeEndpoint {
  kind: "node";
  name: string;
  ip: string;
}
