import * as ec2 from "@pulumi/aws/ec2";
import * as pulumi from "@pulumi/pulumi";
import type { AwsNetworkArgs } from "../args";
import { awsSubnets, type ZoneSubnet } from "../subnets";
import { createEndpoints } from "./endpoints";
import { FlowLogs } from "./flow-logs";
import { createRoutes } from "./routes";

/** What the cluster needs of a network, whoever made it. */
export interface AwsNetwork {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Input<string>[];
  readonly privateSubnetIds: pulumi.Input<string>[];
  readonly intraSubnetIds: pulumi.Input<string>[];
  /** Ways out of the network: nodes cannot join before they exist, nor leave in good order once they are gone. */
  readonly ready: pulumi.Resource[];
}

export interface OwnNetworkArgs {
  clusterName: string;
  region: string;
  accountId: string;
  network: AwsNetworkArgs;
  /** Encrypts the flow logs. */
  keyArn: pulumi.Input<string>;
  logRetentionDays: number;
}

/** A VPC over three zones: public, private and intra subnets, ways out, private ways to AWS, and a record of all flows. */
export class OwnNetwork extends pulumi.ComponentResource implements AwsNetwork {
  readonly vpcId: pulumi.Output<string>;
  readonly publicSubnetIds: pulumi.Output<string>[];
  readonly privateSubnetIds: pulumi.Output<string>[];
  readonly intraSubnetIds: pulumi.Output<string>[];
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: OwnNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AwsNetwork", name, {}, opts);
    const { clusterName, network } = args;
    const plan = awsSubnets(network.vpcCidr, network.zones);
    if (!plan)
      throw new pulumi.RunError(`platform:cluster.network.vpcCidr must hold three zones, got ${network.vpcCidr}`);
    const owned = { parent: this };

    const vpc = new ec2.Vpc(
      `${name}-vpc`,
      {
        cidrBlock: network.vpcCidr,
        enableDnsHostnames: true, // private names of AWS' services need both
        enableDnsSupport: true,
        tags: { Name: clusterName, ...clusterTag(clusterName) },
      },
      owned,
    );
    this.vpcId = vpc.id;
    new ec2.DefaultSecurityGroup(`${name}-default-group`, { vpcId: vpc.id, ingress: [], egress: [] }, owned);

    const subnets = (purpose: string, list: ZoneSubnet[], tags: Record<string, string>) =>
      list.map(
        ({ zone, cidr }) =>
          new ec2.Subnet(
            `${name}-${purpose}-${zone}`,
            {
              vpcId: vpc.id,
              cidrBlock: cidr,
              availabilityZone: zone,
              mapPublicIpOnLaunch: false,
              tags: { Name: `${clusterName}-${purpose}-${zone}`, ...tags },
            },
            owned,
          ),
      );
    const publicSubnets = subnets("public", plan.public, { "kubernetes.io/role/elb": "1" });
    const privateSubnets = subnets("private", plan.private, { "kubernetes.io/role/internal-elb": "1" });
    const intraSubnets = subnets("intra", plan.intra, {});
    const ids = (list: ec2.Subnet[]) => list.map((subnet) => subnet.id);
    this.publicSubnetIds = ids(publicSubnets);
    this.privateSubnetIds = ids(privateSubnets);
    this.intraSubnetIds = ids(intraSubnets);

    const routes = createRoutes(
      name,
      { vpc, clusterName, network, publicSubnets, privateSubnets, intraSubnets },
      owned,
    );
    createEndpoints(name, { ...args, vpc, subnets: intraSubnets, routeTables: routes.tables }, owned);
    new FlowLogs(`${name}-flow-logs`, { ...args, vpcId: vpc.id }, owned);
    this.ready = routes.ready;
    this.registerOutputs();
  }
}

/** By this tag the load balancer controller finds the VPC. */
export function clusterTag(clusterName: string): Record<string, string> {
  return { [`kubernetes.io/cluster/${clusterName}`]: "owned" };
}
