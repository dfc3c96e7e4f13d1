import * as pulumi from "@pulumi/pulumi";
import { GovernedNamespace, type NamespaceSpec } from "./lib/governed-namespace";
import { callersOf, type PlatformPeers } from "./lib/network-policies";
import { publishFrom, type Publishing } from "./lib/public-service";

export interface TeamArgs {
  /** The team's name in configuration; becomes the label `platform/team`. */
  team: string;
  /** Groups of the team, as the API server sees them. */
  groups: { developers: string[]; viewers: string[] };
  namespaces: (NamespaceSpec & { environment: string })[];
  peers: PlatformPeers;
  /** Every governed namespace of the cluster: whose workloads call into this team's. */
  everyNamespace: NamespaceSpec[];
  /** What the cluster publishes, of every namespace, and how. @default absent - nothing */
  publishing?: Publishing;
  /** What brings the mesh. @default none - the mesh is off */
  meshReady?: pulumi.Resource[];
}

/** Everything that one team of the configuration gets in this cluster. */
export class Team extends pulumi.ComponentResource {
  readonly namespaces: pulumi.Output<string[]>;

  constructor(name: string, args: TeamArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Team", name, {}, opts);
    const namespaces = args.namespaces.map((spec) => {
      const { namespaceName } = new GovernedNamespace(
        spec.name,
        {
          spec,
          environment: spec.environment,
          team: args.team,
          ...args.groups,
          peers: args.peers,
          callers: callersOf(spec.name, args.everyNamespace),
          meshReady: args.meshReady,
        },
        { parent: this },
      );
      publishFrom(spec.name, namespaceName, args.publishing, { parent: this });
      return namespaceName;
    });
    this.namespaces = pulumi.all(namespaces);
    this.registerOutputs({ namespaces: this.namespaces });
  }
}
