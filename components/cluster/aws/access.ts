import * as eks from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";

export interface ClusterAccessArgs {
  cluster: eks.Cluster;
  /** ARNs of roles whose holders are cluster-admin. */
  admins: string[];
  /** The pipeline's role. @default absent - pipelines cannot deploy */
  pipeline?: pulumi.Input<string>;
}

/** Who may use the cluster: access entries are the only way, also for who made it. */
export class ClusterAccess extends pulumi.ComponentResource {
  /** Without these the Kubernetes provider is refused, when objects are made and when they are deleted. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: ClusterAccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AwsClusterAccess", name, {}, opts);
    const owned = { parent: this };
    const clusterName = args.cluster.name;
    const allow = (suffix: string, principalArn: pulumi.Input<string>) => {
      const entry = new eks.AccessEntry(`${name}-${suffix}`, { clusterName, principalArn, type: "STANDARD" }, owned);
      return new eks.AccessPolicyAssociation(
        `${name}-${suffix}`,
        {
          clusterName,
          principalArn,
          policyArn: "arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
          accessScope: { type: "cluster" },
        },
        { ...owned, dependsOn: entry }, // AWS knows the principal only by its entry
      );
    };
    const ready = args.admins.map((arn) => allow(arn.split(":").slice(4).join("-"), arn));
    if (args.pipeline !== undefined) ready.push(allow("pipeline", args.pipeline));
    this.ready = ready;
    this.registerOutputs();
  }
}
