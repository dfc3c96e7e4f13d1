import * as pulumi from "@pulumi/pulumi";
import { GovernedNamespace, type NamespaceSpec } from "./lib/governed-namespace";
import { callersOf, type PlatformPeers } from "./lib/network-policies";
import { publishFrom, type Publishing } from "./lib/public-service";

export interface EnvironmentArgs {
  /** The environment's shared namespace; it has the environment's name. */
  namespace: NamespaceSpec;
  /** Groups that manage workloads in it. */
  developers: string[];
  peers: PlatformPeers;
  /** Every governed namespace of the cluster: whose workloads call into this one. */
  everyNamespace: NamespaceSpec[];
  /** What the cluster publishes, of every namespace, and how. @default absent - nothing */
  publishing?: Publishing;
  /** What brings the mesh. @default none - the mesh is off */
  meshReady?: pulumi.Resource[];
}

/** One environment of the cluster and the namespace that its teams share. */
export class Environment extends pulumi.ComponentResource {
  readonly namespace: pulumi.Output<string>;

  constructor(name: string, args: EnvironmentArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Environment", name, {}, opts);
    const spec = args.namespace;
    this.namespace = new GovernedNamespace(
      name,
      {
        spec,
        environment: spec.name,
        developers: args.developers,
        viewers: [], // the viewer role is already held cluster-wide
        peers: args.peers,
        callers: callersOf(spec.name, args.everyNamespace),
        meshReady: args.meshReady,
      },
      { parent: this },
    ).namespaceName;
    publishFrom(spec.name, this.namespace, args.publishing, { parent: this });
    this.registerOutputs({ namespace: this.namespace });
  }
}
