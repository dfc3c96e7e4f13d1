/** The connections that configuration declares. Everything else must be denied. */
export interface DeclaredNetwork {
  namespaces: DeclaredNamespaceNetwork[];
  /** Cluster DNS, which every governed pod may ask. */
  dns: PodPeer;
  apiServer: { cidrs: string[]; port: number };
  ingressController: PodPeer;
  /** Controllers of the platform's, one for each class. @default none - the controller is somebody else's */
  entries?: DeclaredEntry[];
  prometheus: PodPeer;
  /** Addresses of pods, services and nodes, which no declared block of outside addresses means. @default none known */
  clusterCidrs?: string[];
  /** Whether pods of the namespaces are in the mesh. @default false */
  mesh?: boolean;
}

export interface PodPeer {
  namespace: string;
  labels: Record<string, string>;
}

export interface DeclaredNamespaceNetwork {
  name: string;
  /** Every pod of the namespace may reach the API server. */
  apiServer: boolean;
  /** Whether calls into the namespace go through its waypoint. @default false */
  waypoint?: boolean;
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

/** A way into the cluster. */
export interface DeclaredEntry {
  class: IngressClass;
  /** Blocks of addresses that reach it on ports 80 and 443. */
  clients: string[];
}

/** Who a class is for where nothing else is said. */
export const clientsByDefault: Readonly<Record<IngressClass, string[]>> = {
  public: ["0.0.0.0/0", "::/0"],
  internal: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
};

/** Ports of a controller: clients reach the first two, Prometheus the third, nobody in the cluster the last. */
export const entryPorts = { clients: [80, 443], metrics: 9113, readiness: 8081 };

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

/** Port on which pods of the mesh receive every connection. */
export const hbonePort = 15008;

/** Pods of a namespace's waypoint, where Prometheus reads its metrics, and where it gets its configuration. */
export const waypointPods = {
  labels: { "gateway.networking.k8s.io/gateway-name": "waypoint" },
  metricsPort: 15020,
};
export const istiod = { namespace: "istio-system", labels: { app: "istiod" }, port: 15012 };

/** Where the kubelet's probes come from in the mesh. */
export const kubeletAddresses = ["169.254.7.127", "fd16:9254:7127:1337:ffff:ffff:ffff:ffff"];

/** The label that tells which declared workload a pod belongs to. */
export const workloadLabel = "app.kubernetes.io/name";
