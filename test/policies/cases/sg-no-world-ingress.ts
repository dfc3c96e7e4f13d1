import { sgNoWorldIngress } from "../../../policies/cloud/rules/sg-no-world-ingress";
import { aws, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const https = { fromPort: 443, toPort: 443, protocol: "tcp" };
const ssh = { fromPort: 22, toPort: 22, protocol: "tcp" };
const group = (...ingress: object[]) => aws("ec2/SecurityGroup", "web", { ingress });
const rule = (props: object) => aws("vpc/SecurityGroupIngressRule", "web", { ipProtocol: "tcp", ...props });
const former = (type: string, props: object) => aws("ec2/SecurityGroupRule", "web", { type, ...props });

export const cases: RuleCases = {
  rule: sgNoWorldIngress,
  passing: {
    "HTTPS for everybody": [group({ ...https, cidrBlocks: ["0.0.0.0/0"], ipv6CidrBlocks: ["::/0"] })],
    "HTTPS in a rule of its own": [rule({ fromPort: 443, toPort: 443, cidrIpv4: "0.0.0.0/0" })],
    "SSH from one network": [group({ ...ssh, cidrBlocks: ["10.0.0.0/8", "192.0.2.0/24"] })],
    "everything from another group": [rule({ ipProtocol: "-1", referencedSecurityGroupId: "sg-1" })],
    "egress to everywhere": [former("egress", { ...ssh, cidrBlocks: ["0.0.0.0/0"] })],
    "a closed group": [aws("ec2/DefaultSecurityGroup", "closed", { ingress: [] })],
  },
  failing: {
    "SSH in the group": {
      resources: [group({ ...https, cidrBlocks: ["0.0.0.0/0"] }, { ...ssh, cidrBlocks: ["10.0.0.0/8", "0.0.0.0/0"] })],
      says: "ingress[1].cidrBlocks must not hold the whole internet",
    },
    "SSH over IPv6": {
      resources: [group({ ...ssh, ipv6CidrBlocks: ["::/0"] })],
      says: "ingress[0].ipv6CidrBlocks must not hold the whole internet",
    },
    "SSH in a rule of its own": {
      resources: [rule({ ...ssh, cidrIpv4: "0.0.0.0/0" })],
      says: "cidrIpv4 must not hold the whole internet",
    },
    "a range that holds 443": {
      resources: [rule({ fromPort: 1, toPort: 443, cidrIpv6: "::/0" })],
      says: "cidrIpv6 must not hold the whole internet",
    },
    "half of the internet": {
      resources: [rule({ ...ssh, cidrIpv4: "128.0.0.0/1" })],
      says: "cidrIpv4 must not hold the whole internet",
    },
    "all ports in the former kind of rule": {
      resources: [former("ingress", { fromPort: 0, toPort: 0, protocol: "-1", cidrBlocks: ["0.0.0.0/0"] })],
      says: "cidrBlocks must not hold the whole internet",
    },
    "the default group": {
      resources: [aws("ec2/DefaultSecurityGroup", "open", { ingress: [{ ...ssh, cidrBlocks: ["0.0.0.0/0"] }] })],
      says: "ingress[0].cidrBlocks must not hold the whole internet",
    },
  },
  unknown: {
    "one of the blocks": {
      resources: [group({ ...ssh, cidrBlocks: ["10.0.0.0/8", UNKNOWN] })],
      says: unknown("ingress.0.cidrBlocks.1"),
    },
    "the port": {
      resources: [rule({ fromPort: UNKNOWN, toPort: 443, cidrIpv4: "0.0.0.0/0" })],
      says: unknown("fromPort"),
    },
  },
};
