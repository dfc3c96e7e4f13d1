/** The connections that configuration declares. Everything else must be denied. */
export interface DeclaredNetwork {
  namespaces: DeclaredNamespaceNetwork[];
  /** Cluster DNS, which every governed pod may ask. */
  dns: PodPeer;
  apiServer: { cidrs: string[]; port: number };
  ingressController: PodPeer;
  prometheus: PodPeer;
  /** Addresses of pods, services and nodes, which no declared block of outside addresses means. @default none known */
  clusterCidrs?: string[];
}

export interface PodPeer {
  namespace: string;
  labels: Record<string, string>;
}

export interface DeclaredNamespaceNetwork {
  name: string;
  /** Every pod of the namespace may reach the API server. */
  apiServer: boolean;
  workloads: DeclaredWorkload[];
}

export interface DeclaredWorkload {
  /** Value of the pods' label `app.kubernetes.io/name`. */
  name: string;
  /** TCP ports it listens on. */
  ports: number[];
  /** TCP ports that the ingress controller may reach. */
  ingressPorts: number[];
  /** TCP port that Prometheus scrapes. */
  metricsPort?: number;
  calls: { namespace: string; workload: string; port: number }[];
  egress: { cidr: string; port: number; protocol: "TCP" | "UDP" }[];
  apiServer: boolean;
}

/** Addresses that give out a node's credentials (AWS, Azure, AWS over IPv6, Azure host agent). No flow opens them. */
export const metadataAddresses = ["169.254.169.254", "fd00:ec2::254", "168.63.129.16"];

/** The label that tells which declared workload a pod belongs to. */
export const workloadLabel = "app.kubernetes.io/name";
