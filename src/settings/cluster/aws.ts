import { z } from "zod";
import { cidr } from "../network";
import { createdCluster, networkState, nodePool, serviceCidr } from "./created";
import { route53Zone } from "./dns";

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "must be a region of AWS; write for example eu-central-1");

const instanceTypes = (byDefault: string[]) => ({
  instanceTypes: z
    .array(
      z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/, "must be a type of EC2 instances; write for example m7i.xlarge"),
    )
    .min(1, "must name a type of EC2 instances; write for example m7i.xlarge")
    .default(byDefault)
    .describe("Types of EC2 instances, in order of preference; of one size, because the autoscaler counts on it"),
});

/** An EKS cluster with its own network, identities and backups. */
export const aws = z.strictObject({
  kind: z.literal("aws").describe("A cluster on AWS (EKS) that the program makes"),
  region: region.describe("Region"),
  accountId: z
    .string()
    .regex(/^\d{12}$/, 'must be 12 digits in quotes; write for example "123456789012"')
    .describe("Account that may be changed; with credentials of another one nothing happens"),
  ...createdCluster,
  network: z
    .strictObject({
      vpcCidr: cidr
        .default("10.0.0.0/16")
        .describe("Addresses of the VPC, which pods share (/16 to /20); with terraformState, those of that VPC"),
      zones: z
        .array(z.string())
        .length(3, "must be three availability zones; remove the setting to take a, b and c")
        .optional()
        .describe("Availability zones. Default: a, b and c of the region"),
      serviceCidr,
      natGateways: z
        .enum(["per-zone", "single"])
        .optional()
        .describe("One NAT gateway per zone, or one in all. Default: per-zone in production, else single"),
      ...networkState,
      endpointCidrs: z
        .array(cidr)
        .default([])
        .describe(
          "Addresses of the endpoints of AWS' services in the VPC; only with terraformState. Default: it has none, and controllers call AWS over the internet, which takes waivers",
        ),
    })
    .prefault({})
    .describe("The network"),
  publicEndpointCidrs: z
    .array(cidr)
    .default([])
    .describe("Addresses that reach the API server from outside. Default: none, it is private"),
  admins: z
    .array(
      z
        .string()
        .regex(
          /^arn:aws[a-z-]*:iam::\d{12}:role\/.+$/,
          "must be the ARN of a role; write arn:aws:iam::<account>:role/<name>",
        ),
    )
    .default([])
    .describe("Roles of IAM whose holders are cluster-admin"),
  nodePools: z
    .strictObject({
      system: nodePool("The platform's own controllers", instanceTypes(["m7i.large", "m6i.large"]), {
        min: 3,
        max: 6,
      }).prefault({}),
      workloads: nodePool("Workloads of the teams", instanceTypes(["m7i.xlarge", "m6i.xlarge"]), {
        min: 3,
        max: 30,
      }).prefault({}),
      storage: nodePool(
        "Ceph; needed for storage.kind: rook. Default: no such nodes",
        instanceTypes(["m7i.2xlarge", "m6i.2xlarge"]),
        { min: 3, max: 6 },
      ).optional(),
    })
    .prefault({})
    .describe("Nodes by purpose"),
  hostedZones: z
    .array(route53Zone)
    .default([])
    .describe("Route 53 zones that external-dns and cert-manager may change"),
});
