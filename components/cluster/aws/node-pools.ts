import * as ec2 from "@pulumi/aws/ec2";
import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { poolLabel } from "../../lib/scheduling";
import { poolTaints, type PoolName } from "../contract";
import type { AwsClusterArgs, AwsNodePool } from "./args";
import { serviceTrust } from "./documents";

export interface NodePoolsArgs {
  clusterName: string;
  kubernetesVersion: string;
  cluster: eks.Cluster;
  pools: AwsClusterArgs["nodePools"];
  zones: string[];
  /** One per zone, in the order of zones. */
  subnetIds: pulumi.Input<string>[];
  keyArn: pulumi.Input<string>;
  /** What must exist before a node can join. */
  ready: pulumi.Resource[];
}

/**
 * Nodes by purpose. Every pool has a group in each zone: volumes live in one zone, so the autoscaler must be able to
 * add a node exactly there.
 */
export class NodePools extends pulumi.ComponentResource {
  /** All groups: what needs a node waits for these. */
  readonly ready: eks.NodeGroup[];

  constructor(name: string, args: NodePoolsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AwsNodePools", name, {}, opts);
    const { clusterName, cluster, zones } = args;
    const owned = { parent: this };
    const role = new iam.Role(
      `${name}-role`,
      { name: `${clusterName}-nodes`, assumeRolePolicy: JSON.stringify(serviceTrust("ec2.amazonaws.com")) },
      owned,
    );
    const policies = ["AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"].map(
      (policy) =>
        new iam.RolePolicyAttachment(
          `${name}-${policy}`,
          { role: role.name, policyArn: `arn:aws:iam::aws:policy/${policy}` },
          owned,
        ),
    );

    this.ready = poolsOf(args.pools).flatMap(([pool, settings]) => {
      const template = new ec2.LaunchTemplate(`${name}-${pool}`, launchTemplate(pool, settings, args), owned);
      return zones.map(
        (zone, i) =>
          new eks.NodeGroup(
            `${name}-${pool}-${zone}`,
            {
              clusterName: cluster.name,
              nodeGroupName: `${pool}-${zone}`,
              version: args.kubernetesVersion,
              nodeRoleArn: role.arn,
              subnetIds: [args.subnetIds[i]!],
              amiType: "BOTTLEROCKET_x86_64",
              capacityType: "ON_DEMAND",
              instanceTypes: settings.instanceTypes,
              launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
              scalingConfig: perZone(settings, zones.length),
              updateConfig: { maxUnavailablePercentage: 33 },
              nodeRepairConfig: { enabled: true },
              labels: { [poolLabel]: pool },
              taints: poolTaints[pool].map((taint) => ({ ...taint, effect: "NO_SCHEDULE" })),
              tags: { "platform:pool": pool }, // EKS adds those by which the autoscaler finds a group
            },
            {
              ...owned,
              ignoreChanges: ["scalingConfig.desiredSize"], // the autoscaler's to change
              // Nodes need their role and a way out to join. On the way back they go first: EKS detaches their network
              // interfaces with that role, and a VPC with an interface cannot be deleted.
              dependsOn: [...policies, ...args.ready],
            },
          ),
      );
    });
    this.registerOutputs();
  }
}

function poolsOf(pools: AwsClusterArgs["nodePools"]): [PoolName, AwsNodePool][] {
  return (["system", "workloads", "storage"] as const).flatMap((pool): [PoolName, AwsNodePool][] => {
    const settings = pools[pool];
    return settings ? [[pool, settings]] : [];
  });
}

/** An equal share of the pool for every zone, rounded up so that none is left without. */
export function perZone({ minNodes, maxNodes }: AwsNodePool, zones: number) {
  const minSize = Math.ceil(minNodes / zones);
  return { minSize, maxSize: Math.ceil(maxNodes / zones), desiredSize: minSize };
}

/** Only through the instance itself are its credentials had: no pod is one hop away. Both disks of Bottlerocket are encrypted. */
export function launchTemplate(
  pool: PoolName,
  { diskGiB }: Pick<AwsNodePool, "diskGiB">,
  { clusterName, keyArn }: Pick<NodePoolsArgs, "clusterName" | "keyArn">,
): ec2.LaunchTemplateArgs {
  const disk = (deviceName: string, volumeSize: number) => ({
    deviceName,
    ebs: { volumeType: "gp3", volumeSize, encrypted: "true", kmsKeyId: keyArn, deleteOnTermination: "true" },
  });
  // The provider's tags do not reach machines that EKS makes.
  const tags = { Name: `${clusterName}-${pool}`, "platform:pool": pool, "platform:cluster": clusterName };
  return {
    name: `${clusterName}-${pool}`,
    updateDefaultVersion: true,
    metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
    monitoring: { enabled: true },
    blockDeviceMappings: [disk("/dev/xvda", 4), disk("/dev/xvdb", diskGiB)],
    tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
    tags,
  };
}
