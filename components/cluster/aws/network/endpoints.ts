import * as ec2 from "@pulumi/aws/ec2";
import * as vpc from "@pulumi/aws/vpc";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsNetworkArgs } from "../args";
import { document, type IamDocument } from "../documents";

/** Services that nodes and controllers reach without the internet. */
export const interfaceServices = [
  "autoscaling",
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "eks-auth",
  "elasticloadbalancing",
  "kms",
  "logs",
  "sts",
] as const;

interface EndpointsArgs {
  clusterName: string;
  region: string;
  accountId: string;
  network: Pick<AwsNetworkArgs, "vpcCidr">;
  vpc: ec2.Vpc;
  subnets: ec2.Subnet[];
  routeTables: ec2.RouteTable[];
}

/** Private ways to AWS' services, for principals of this account only. */
export function createEndpoints(
  name: string,
  { clusterName, region, accountId, network, vpc: { id: vpcId }, subnets, routeTables }: EndpointsArgs,
  owned: pulumi.CustomResourceOptions,
): void {
  const group = new ec2.SecurityGroup(
    `${name}-endpoints`,
    {
      vpcId,
      name: `${clusterName}-endpoints`,
      description: "Endpoints of AWS services: HTTPS from the network, nothing out",
      tags: { Name: `${clusterName}-endpoints` },
    },
    owned,
  );
  new vpc.SecurityGroupIngressRule(
    `${name}-endpoints-https`,
    {
      securityGroupId: group.id,
      description: "HTTPS from the network",
      cidrIpv4: network.vpcCidr,
      ipProtocol: "tcp",
      fromPort: 443,
      toPort: 443,
    },
    owned,
  );
  for (const service of interfaceServices) {
    new ec2.VpcEndpoint(
      `${name}-${service}`,
      {
        vpcId,
        vpcEndpointType: "Interface",
        serviceName: `com.amazonaws.${region}.${service}`,
        privateDnsEnabled: true,
        subnetIds: subnets.map((subnet) => subnet.id),
        securityGroupIds: [group.id],
        policy: JSON.stringify(ownAccountOnly(accountId)),
        tags: { Name: `${clusterName}-${service}` },
      },
      owned,
    );
  }
  new ec2.VpcEndpoint(
    `${name}-s3`,
    {
      vpcId,
      vpcEndpointType: "Gateway",
      serviceName: `com.amazonaws.${region}.s3`,
      routeTableIds: routeTables.map((table) => table.id),
      policy: JSON.stringify(imagesAndOwnAccount(region, accountId)),
      tags: { Name: `${clusterName}-s3` },
    },
    owned,
  );
}

/** Stolen credentials of another account are of no use from here. */
export function ownAccountOnly(accountId: string): IamDocument {
  return document({
    Sid: "OwnAccount",
    Effect: "Allow",
    Principal: "*",
    Action: "*",
    Resource: "*",
    Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
  });
}

/** ECR hands out links to image layers in a bucket of its own, which carry no principal of ours. */
export function imagesAndOwnAccount(region: string, accountId: string): IamDocument {
  return document(...ownAccountOnly(accountId).Statement, {
    Sid: "ImageLayers",
    Effect: "Allow",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::prod-${region}-starport-layer-bucket/*`,
  });
}
