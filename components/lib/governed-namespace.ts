import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { limitRangeSpec, quotaSpec, type ContainerLimits, type Quota } from "./limits";
import { authorizationPolicy, meshLabels, waypointGateway } from "./mesh-objects";
import { meshPolicies } from "./mesh-policies";
import { networkPolicies, type Caller, type PlatformPeers, type Workload } from "./network-policies";
import { podSecurityLabels } from "./pod-security";
import { clusterRoles, groupSubjects } from "./roles";

/** What configuration says of one namespace, whoever owns it. */
export interface NamespaceSpec {
  /** Name in Kubernetes. */
  name: string;
  quota: Quota;
  containers: ContainerLimits;
  /** Every pod of the namespace may reach the API server. */
  apiServer: boolean;
  /** Whether calls into the namespace go through an L7 proxy. @default false */
  waypoint?: boolean;
  workloads: Workload[];
}

export interface GovernedNamespaceArgs {
  spec: NamespaceSpec;
  /** The environment the namespace belongs to; becomes the label `platform/environment`. */
  environment: string;
  /** The owning team; becomes the label `platform/team`. @default absent - the environment's shared namespace */
  team?: string;
  /** Groups that manage workloads here, as the API server sees them. */
  developers: string[];
  /** Groups that read here. */
  viewers: string[];
  peers: PlatformPeers;
  /** Declared calls into this namespace, from anywhere in the cluster. */
  callers: Caller[];
  /** What brings the mesh. @default none - the mesh is off */
  meshReady?: pulumi.Resource[];
}

/**
 * A namespace that is closed until configuration opens it: Pod Security `restricted`, a quota and container limits,
 * service accounts without tokens, role bindings, and NetworkPolicies that deny all but the declared flows. Where the
 * mesh is on, its pods are in it, and AuthorizationPolicies say the same of identities.
 */
export class GovernedNamespace extends pulumi.ComponentResource {
  /** Resolves once the namespace exists, so that whoever deploys into it waits. */
  readonly namespaceName: pulumi.Output<string>;

  constructor(name: string, args: GovernedNamespaceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:GovernedNamespace", name, {}, opts);
    const { spec, peers, callers } = args;
    const owned = { parent: this };
    // Pods with the label do not start before the mesh runs, and its kinds come with it.
    const inMesh = { ...owned, dependsOn: args.meshReady };
    const labels = {
      ...podSecurityLabels("restricted"),
      ...ownerLabels(args),
      ...(peers.mesh ? meshLabels(spec) : {}),
    };

    const namespace = new k8s.core.v1.Namespace(name, { metadata: { name: spec.name, labels } }, inMesh);
    this.namespaceName = namespace.metadata.name;
    // A slash joins what configuration names, because no such name holds one: "a-b" and "c" must not meet "a" and "b-c".
    const within = (objectName: string) => ({ name: objectName, namespace: this.namespaceName });

    new k8s.core.v1.ResourceQuota(`${name}-quota`, { metadata: within("quota"), spec: quotaSpec(spec.quota) }, owned);
    new k8s.core.v1.LimitRange(
      `${name}-limits`,
      { metadata: within("container-limits"), spec: limitRangeSpec(spec.containers) },
      owned,
    );
    for (const account of ["default", ...spec.workloads.map((workload) => workload.name)]) {
      new k8s.core.v1.ServiceAccount(
        `${name}/${account}`,
        { metadata: within(account), automountServiceAccountToken: false },
        owned,
      );
    }
    for (const role of ["developer", "viewer"] as const) {
      const groups = args[`${role}s`];
      if (groups.length === 0) continue;
      new k8s.rbac.v1.RoleBinding(
        `${name}-${role}s`,
        {
          metadata: within(`platform-${role}s`),
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: clusterRoles[role] },
          subjects: groupSubjects(groups),
        },
        owned,
      );
    }
    for (const policy of networkPolicies({ ...spec, vault: true }, peers, callers)) {
      new k8s.networking.v1.NetworkPolicy(
        `${name}/${policy.name}`,
        { metadata: within(policy.name), spec: policy.spec },
        owned,
      );
    }
    if (peers.mesh) {
      for (const policy of meshPolicies(spec, peers, callers)) {
        authorizationPolicy(`${name}/mesh-${policy.name}`, within(policy.name), policy.spec, inMesh);
      }
      if (spec.waypoint) waypointGateway(`${name}/waypoint`, this.namespaceName, inMesh);
    }

    this.registerOutputs({ namespaceName: this.namespaceName });
  }
}

function ownerLabels({ environment, team }: GovernedNamespaceArgs): Record<string, string> {
  return { "platform/environment": environment, ...(team ? { "platform/team": team } : {}) };
}
