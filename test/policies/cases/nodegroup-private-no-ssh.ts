import { nodegroupPrivateNoSsh } from "../../../policies/cloud/rules/nodegroup-private-no-ssh";
import { aws, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const subnet = (mapPublicIpOnLaunch?: unknown, id: string = UNKNOWN) =>
  aws("ec2/Subnet", "a", { id, ...(mapPublicIpOnLaunch !== undefined && { mapPublicIpOnLaunch }) });
const group = (props: Record<string, unknown>, madeOf?: Record<string, string[]>) =>
  aws("eks/NodeGroup", "nodes", props, madeOf && { madeOf });
const inA = { subnetIds: ["aws:ec2/subnet:Subnet::a"] };
const PUBLIC = "subnetIds must not hold a, which gives public addresses";
const SSH = "remoteAccess.sourceSecurityGroupIds must be set, or SSH is open to everybody";

export const cases: RuleCases = {
  rule: nodegroupPrivateNoSsh,
  passing: {
    "a private subnet that is made with it": [group({ subnetIds: [UNKNOWN] }, inA), subnet(false)],
    "a private subnet by its ID": [group({ subnetIds: ["subnet-1"] }), subnet(false, "subnet-1")],
    "a public subnet that it is not in": [group({ subnetIds: ["subnet-2"] }), subnet(true, "subnet-1")],
    "a subnet of another stack": [group({ subnetIds: ["subnet-9"] })],
    "SSH from one group": [
      group({ subnetIds: [], remoteAccess: { ec2SshKey: "k", sourceSecurityGroupIds: ["sg-1"] } }),
    ],
    "a public subnet, while its own are made of others": [
      group({ subnetIds: [UNKNOWN] }, { subnetIds: ["aws:ec2/subnet:Subnet::b"] }),
      subnet(true),
      aws("ec2/Subnet", "b", { id: UNKNOWN, mapPublicIpOnLaunch: false }),
    ],
  },
  failing: {
    "a public subnet that is made with it": {
      resources: [group({ subnetIds: [UNKNOWN] }, inA), subnet(true)],
      says: PUBLIC,
    },
    "a public subnet by its ID": {
      resources: [group({ subnetIds: ["subnet-0", "subnet-1"] }), subnet(true, "subnet-1")],
      says: PUBLIC,
    },
    "SSH from everywhere": { resources: [group({ subnetIds: [], remoteAccess: { ec2SshKey: "k" } })], says: SSH },
    "SSH from an empty list": {
      resources: [group({ remoteAccess: { ec2SshKey: "k", sourceSecurityGroupIds: [] } })],
      says: SSH,
    },
  },
  unknown: {
    "the subnets, of which nobody says where they come from": {
      resources: [group({ subnetIds: UNKNOWN }), subnet(true, "subnet-1")],
      says: unknown("subnetIds"),
    },
    "whether the subnet is public": {
      resources: [group({ subnetIds: [UNKNOWN] }, inA), subnet(UNKNOWN)],
      says: unknown("mapPublicIpOnLaunch", "aws:ec2/subnet:Subnet::a"),
    },
  },
};
