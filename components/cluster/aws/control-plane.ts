import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { controlPlaneLogGroup, serviceTrust } from "./documents";

export interface ControlPlaneArgs {
  clusterName: string;
  accountId: string;
  kubernetesVersion: string;
  serviceCidr: string;
  /** Subnets of the control plane's network interfaces. */
  subnetIds: pulumi.Input<string>[];
  publicEndpointCidrs: string[];
  keyArn: pulumi.Input<string>;
  logRetentionDays: number;
  protect: boolean;
}

/** The control plane of EKS: private, logged, with secrets encrypted under the customer's key and no standing admin. */
export class ControlPlane extends pulumi.ComponentResource {
  readonly cluster: eks.Cluster;

  constructor(name: string, args: ControlPlaneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AwsControlPlane", name, {}, opts);
    const { clusterName, publicEndpointCidrs } = args;
    const owned = { parent: this };

    // EKS would make the group itself, without a key and for ever.
    const logs = new cloudwatch.LogGroup(
      `${name}-logs`,
      {
        name: controlPlaneLogGroup(clusterName),
        kmsKeyId: args.keyArn,
        retentionInDays: args.logRetentionDays,
      },
      owned,
    );
    const role = new iam.Role(
      `${name}-role`,
      {
        name: `${clusterName}-control-plane`,
        assumeRolePolicy: JSON.stringify(serviceTrust("eks.amazonaws.com", args.accountId)),
      },
      owned,
    );
    const policy = new iam.RolePolicyAttachment(
      `${name}-role`,
      { role: role.name, policyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy" },
      owned,
    );
    this.cluster = new eks.Cluster(
      name,
      {
        name: clusterName,
        version: args.kubernetesVersion,
        roleArn: role.arn,
        // Standard support ends with the community's; extended support costs six times as much.
        upgradePolicy: { supportType: "STANDARD" },
        accessConfig: { authenticationMode: "API", bootstrapClusterCreatorAdminPermissions: false },
        bootstrapSelfManagedAddons: false,
        deletionProtection: args.protect,
        enabledClusterLogTypes: ["api", "audit", "authenticator", "controllerManager", "scheduler"],
        encryptionConfig: { resources: ["secrets"], provider: { keyArn: args.keyArn } },
        kubernetesNetworkConfig: { serviceIpv4Cidr: args.serviceCidr },
        vpcConfig: {
          subnetIds: args.subnetIds,
          endpointPrivateAccess: true,
          endpointPublicAccess: publicEndpointCidrs.length > 0,
          ...(publicEndpointCidrs.length > 0 ? { publicAccessCidrs: publicEndpointCidrs } : {}),
        },
        zonalShiftConfig: { enabled: true },
      },
      // EKS removes its network interfaces with the role's rights: the role outlives the cluster. The log group comes
      // first, or EKS makes one of its own under the same name.
      { ...owned, protect: args.protect, dependsOn: [policy, logs] },
    );
    this.registerOutputs();
  }
}
