import * as budgets from "@pulumi/aws/budgets";
import { Provider } from "@pulumi/aws/provider";
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { terraformOutputs } from "../../lib/terraform-state";
import { cloudBlock, cloudBlockClass } from "../cloud-block";
import type {
  AddOnArgs,
  BackupStore,
  Cluster,
  Controller,
  DnsZones,
  LoadBalancerArgs,
  LoadBalancerNeeds,
  VaultSeal,
  WorkloadIdentity,
} from "../contract";
import { clusterProvider } from "../provider";
import { ClusterAccess } from "./access";
import { AwsAddOns } from "./add-ons";
import type { AwsClusterArgs } from "./args";
import { AwsBackupStore } from "./backup";
import { accountBudget } from "./budget";
import { ControlPlane } from "./control-plane";
import { EksAddOns } from "./eks-add-ons";
import { AwsIdentities } from "./identity";
import { ClusterKey } from "./key";
import { kubeconfigFor } from "./kubeconfig";
import { awsLoadBalancer } from "./load-balancer";
import { OwnNetwork, type AwsNetwork } from "./network";
import { terraformNetwork } from "./network/terraform";
import { NodePools } from "./node-pools";
import { SealKey } from "./seal";
import { trustSignIn } from "./sign-in";
import { awsSubnets } from "./subnets";

/** A cluster on AWS: network, EKS, nodes, identities, keys and a place for backups. */
export class AwsCluster extends pulumi.ComponentResource implements Cluster {
  readonly provider: k8s.Provider;
  readonly kubeconfig: pulumi.Output<string>;
  readonly identities: Readonly<Record<Controller, WorkloadIdentity>>;
  readonly rawBlockClass = cloudBlockClass;
  readonly dns?: DnsZones;
  readonly backupStore?: BackupStore;
  readonly vaultSeal: VaultSeal;
  private readonly awsIdentities: AwsIdentities;
  private readonly ready: pulumi.Resource[];

  constructor(
    name: string,
    private readonly args: AwsClusterArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("platform:components:AwsCluster", name, {}, opts);
    const { clusterName, region, accountId, protect } = args;
    const aws = new Provider(
      `${name}-aws`,
      {
        region: region as never, // the SDK lists regions by name and lags behind AWS
        allowedAccountIds: [accountId],
        defaultTags: { tags: { "platform:cluster": clusterName, "platform:managed-by": "pulumi" } },
      },
      { parent: this },
    );
    const inAws = { parent: this, providers: [aws] };
    const place = { clusterName, region, accountId };
    if (args.hostedZones.length > 0) this.dns = { kind: "route53", region, zoneIds: args.hostedZones };

    new budgets.Budget(`${name}-budget`, accountBudget(clusterName, args.budget), { parent: this, provider: aws });
    const key = new ClusterKey(`${name}-key`, { ...place, protect }, inAws);
    const network = this.network(name, key, inAws);
    const { cluster } = new ControlPlane(
      `${name}-control-plane`,
      {
        ...args,
        serviceCidr: args.network.serviceCidr,
        subnetIds: network.intraSubnetIds,
        keyArn: key.arn,
      },
      inAws,
    );
    const access = new ClusterAccess(
      `${name}-access`,
      { cluster, admins: args.admins, pipeline: pipelineRole(args) },
      inAws,
    );
    if (args.signIn) trustSignIn(`${name}-sign-in`, { cluster, signIn: args.signIn }, { parent: this, provider: aws });
    this.awsIdentities = new AwsIdentities(
      `${name}-identities`,
      {
        ...place,
        cluster,
        hostedZones: args.hostedZones,
        externalDns: args.externalDns,
        backupRegion: args.backup?.region,
        endpointCidrs: endpointCidrs(args.network),
      },
      inAws,
    );
    this.identities = this.awsIdentities.shared;
    const trust = (["ebsCsi", "vpcCni"] as const).flatMap((addOn) => this.awsIdentities.of(addOn).ready);

    const nodes = new NodePools(
      `${name}-nodes`,
      {
        ...args,
        cluster,
        pools: args.nodePools,
        zones: args.network.zones,
        subnetIds: network.privateSubnetIds,
        keyArn: key.arn,
        ready: [...network.ready, ...key.ready],
      },
      inAws,
    );
    const addOns = new EksAddOns(
      `${name}-add-ons`,
      { cluster, versions: args.addOnVersions, nodes: nodes.ready, identities: trust },
      inAws,
    );
    this.kubeconfig = kubeconfigFor(cluster, region);
    this.provider = clusterProvider(
      `${name}-provider`,
      this.kubeconfig,
      // Nobody but those with an entry may change objects, and they may until the last one is deleted.
      { parent: this, dependsOn: access.ready },
    );
    this.ready = [...nodes.ready, ...addOns.ready];
    cloudBlock(
      name,
      {
        provisioner: "ebs.csi.aws.com",
        parameters: { type: "gp3", encrypted: "true", kmsKeyId: key.arn },
        isDefault: args.defaultStorageClass,
      },
      { parent: this, provider: this.provider, dependsOn: addOns.ready }, // which bring the snapshot classes' CRD
    );

    const seal = new SealKey(`${name}-vault-key`, { ...place, protect }, inAws);
    this.vaultSeal = seal.seal;
    if (args.backup) {
      const backup = { clusterName, accountId, protect, ...args.backup };
      this.backupStore = new AwsBackupStore(`${name}-backup`, backup, inAws).store;
    }
    this.registerOutputs();
  }

  loadBalancer(args: LoadBalancerArgs): LoadBalancerNeeds {
    return awsLoadBalancer(args, this.args.network.vpcCidr);
  }

  installAddOns(args: AddOnArgs): pulumi.Resource[] {
    const { clusterName, region } = this.args;
    return new AwsAddOns(
      "aws-add-ons",
      {
        ...args,
        clusterName,
        region,
        identities: {
          clusterAutoscaler: this.awsIdentities.of("clusterAutoscaler"),
          loadBalancerController: this.awsIdentities.of("loadBalancerController"),
        },
      },
      { parent: this, providers: [this.provider], dependsOn: this.ready }, // pods need nodes and names
    ).ready;
  }

  private network(name: string, key: ClusterKey, inAws: pulumi.ComponentResourceOptions): AwsNetwork {
    const { network } = this.args;
    if (network.terraformState) return terraformNetwork(network.terraformState, network.zones);
    return new OwnNetwork(`${name}-network`, { ...this.args, keyArn: key.arn }, inAws);
  }
}

/** Where AWS' services answer in the network; empty where they do not, and are called over the internet. */
function endpointCidrs({ terraformState, endpointCidrs: given, vpcCidr, zones }: AwsClusterArgs["network"]): string[] {
  if (terraformState) return given;
  return awsSubnets(vpcCidr, zones)?.intra.map(({ cidr }) => cidr) ?? [];
}

/** The role that terraform/bootstrap made for the pipeline. */
function pipelineRole({ bootstrapState }: AwsClusterArgs): pulumi.Input<string> | undefined {
  if (!bootstrapState) return undefined;
  return terraformOutputs("platform:cluster.bootstrapState", bootstrapState, ["ci_role_arn"]).apply((outputs) =>
    String(outputs["ci_role_arn"]),
  );
}
