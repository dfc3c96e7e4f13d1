import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { authorizationPolicy, meshLabels } from "./mesh-objects";
import { meshPolicies } from "./mesh-policies";
import { callersOf, networkPolicies, type Caller, type PlatformPeers, type Workload } from "./network-policies";
import type { Monitors } from "./monitors";
import { podMonitor, type MetricsEndpoint, type PodMonitorArgs } from "./pod-monitor";
import { podSecurityLabels, type PodSecurity } from "./pod-security";

/** Pods of the platform itself and the connections they may have. What is left out is none. */
export type PlatformWorkload = Partial<Workload> & {
  name: string;
  /** How they answer on `metricsPort`. "chart": their chart makes the monitor. @default GET /metrics without TLS */
  metrics?: MetricsEndpoint | "chart";
};

export interface PlatformNamespaceArgs {
  /** Name in Kubernetes. */
  namespace: string;
  /** Level of the Pod Security Standards. @default "restricted" - anything else takes a waiver */
  podSecurity?: PodSecurity;
  workloads: PlatformWorkload[];
  /** Whether every pod reaches the API server, where an operator makes pods that nobody lists. @default false */
  apiServer?: boolean;
  /** More NetworkPolicies, where pods have no names that workloads could state. @default none */
  policies?: { name: string; spec: k8s.types.input.networking.v1.NetworkPolicySpec }[];
  peers: PlatformPeers;
  /** With which workloads that have a `metricsPort` are scraped. @default none - nobody does */
  monitors?: Monitors;
  /** Calls from other namespaces into this one. @default none */
  callers?: Caller[];
  /**
   * Whether its pods are in the mesh, where that is on. @default false - the API server, which is not in the mesh, calls
   * webhooks and aggregated APIs
   */
  inMesh?: boolean;
  /** What brings the mesh. @default none - the mesh is off, or the namespace is not in it */
  meshReady?: pulumi.Resource[];
}

/** A namespace for a part of the platform: closed as a team's is, but without quota, people and accounts. */
export class PlatformNamespace extends pulumi.ComponentResource {
  /** Resolves once the namespace exists, so that whoever deploys into it waits. */
  readonly namespaceName: pulumi.Output<string>;
  /** What must exist before the first pod: it would run without limits on its connections. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: PlatformNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:PlatformNamespace", name, {}, opts);
    const { namespace, podSecurity = "restricted", apiServer = false } = args;
    const owned = { parent: this };
    const mesh = args.peers.mesh && (args.inMesh ?? false);
    const peers = { ...args.peers, mesh };
    // Pods with the label do not start before the mesh runs, and its kinds come with it.
    const inMesh = { ...owned, dependsOn: args.meshReady };
    const labels = {
      ...podSecurityLabels(podSecurity),
      "platform/component": name,
      ...(mesh ? meshLabels() : {}),
    };

    const created = new k8s.core.v1.Namespace(name, { metadata: { name: namespace, labels } }, inMesh);
    this.namespaceName = created.metadata.name;
    const within = (objectName: string) => ({ name: objectName, namespace: this.namespaceName });

    const account = new k8s.core.v1.ServiceAccount(
      `${name}/default`,
      { metadata: within("default"), automountServiceAccountToken: false },
      owned,
    );
    const { workloads, callers } = flows(args);
    const allowed = networkPolicies({ apiServer, workloads }, peers, callers);
    const policies = [...allowed, ...(args.policies ?? [])].map(
      (policy) =>
        new k8s.networking.v1.NetworkPolicy(
          `${name}/${policy.name}`,
          { metadata: within(policy.name), spec: policy.spec },
          owned,
        ),
    );
    const authorization = mesh ? meshPolicies({ name: namespace, workloads }, peers, callers) : [];
    const authorized = authorization.map((policy) =>
      authorizationPolicy(`${name}/mesh-${policy.name}`, within(policy.name), policy.spec, inMesh),
    );
    if (args.monitors) {
      for (const monitor of monitorsOf(args)) {
        podMonitor(`${name}/${monitor.set.job}`, within(monitor.set.job), monitor, args.monitors, owned);
      }
    }
    this.ready = [created, account, ...policies, ...authorized];
    this.registerOutputs({ namespaceName: this.namespaceName });
  }
}

/** What is scraped: the very ports that the namespace's NetworkPolicies open to Prometheus. */
function monitorsOf({ namespace, workloads }: PlatformNamespaceArgs): PodMonitorArgs[] {
  return workloads.flatMap(({ name, labels = { "app.kubernetes.io/name": name }, metricsPort: port, metrics }) => {
    if (port === undefined || metrics === "chart") return [];
    return [{ ...metrics, namespace, labels, port, set: { job: name } }];
  });
}

/** Workloads with nothing that they do not state, and who calls them: calls inside of the namespace open both sides. */
function flows({ namespace, workloads: given, callers = [] }: PlatformNamespaceArgs) {
  const labels = new Map(given.map((workload) => [workload.name, workload.labels]));
  const workloads = given.map((workload): Workload => {
    const calls = (workload.calls ?? []).map((call) =>
      call.namespace === namespace ? { ...call, labels: labels.get(call.workload) } : call,
    );
    return { ports: [], ingressPorts: [], egress: [], apiServer: false, ...workload, calls };
  });
  const inside = callersOf(namespace, [{ name: namespace, workloads }]).map(({ from, to }) => ({
    from: { ...from, labels: labels.get(from.workload) },
    to,
  }));
  return { workloads, callers: [...callers, ...inside] };
}
