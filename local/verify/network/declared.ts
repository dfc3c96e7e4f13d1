/** The connections that configuration declares. Everything else must be denied. */
export interface DeclaredNetwork {
  namespaces: DeclaredNamespaceNetwork[];
  /** Cluster DNS, which every governed pod may ask. */
  dns: PodPeer;
  apiServer: { cidrs: string[]; port: number };
  ingressController: PodPeer;
  /** Classes that have a controller of the platform's. @default none - the controller is somebody else's */
  ingressClasses?: IngressClass[];
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
  /** Labels of the pods. @default the one with their name */
  labels?: Record<string, string>;
  /** TCP ports it listens on. */
  ports: number[];
  /** TCP ports that the ingress controller may reach. */
  ingressPorts: number[];
  /** TCP ports that only the controller of one class may reach. @default none */
  published?: { port: number; class: IngressClass }[];
  /** TCP port that Prometheus scrapes. */
  metricsPort?: number;
  calls: { namespace: string; workload: string; port: number }[];
  egress: { cidr: string; port: number; protocol: "TCP" | "UDP" }[];
  apiServer: boolean;
}

/** Who reaches a published host: the internet, or connected networks. */
export type IngressClass = "public" | "internal";

/** Labels that tell the controllers of the classes apart. */
export const controllerLabels: Readonly<Record<IngressClass, Record<string, string>>> = {
  public: { "app.kubernetes.io/instance": "nginx" },
  internal: { "app.kubernetes.io/instance": "nginx-internal" },
};

/** Pods of cert-manager that answer HTTP-01 challenges, in the namespaces of published hosts. */
export const acmeSolver: DeclaredWorkload = {
  name: "acme-solver",
  labels: { "acme.cert-manager.io/http01-solver": "true" },
  ports: [8089],
  ingressPorts: [],
  published: [{ port: 8089, class: "public" }],
  calls: [],
  egress: [],
  apiServer: false,
};

/** Addresses that give out a node's credentials (AWS, Azure, AWS over IPv6, Azure host agent). No flow opens them. */
export const metadataAddresses = ["169.254.169.254", "fd00:ec2::254", "168.63.129.16"];

/** The label that tells which declared workload a pod belongs to. */
export const workloadLabel = "app.kubernetes.io/name";
