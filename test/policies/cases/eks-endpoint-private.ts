import { eksEndpointPrivate } from "../../../policies/cloud/rules/eks-endpoint-private";
import { aws, cloud, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const cluster = (vpcConfig?: object) => aws("eks/Cluster", "main", vpcConfig && { vpcConfig });
const NOT_CLOSED = "vpcConfig must set endpointPublicAccess to false or name publicAccessCidrs";

export const cases: RuleCases = {
  rule: eksEndpointPrivate,
  passing: {
    "a private endpoint": [cluster({ endpointPublicAccess: false })],
    "narrow blocks": [cluster({ endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24", "2001:db8::/32"] })],
    "other resources": [cloud("aws:eks/nodeGroup:NodeGroup", "nodes")],
  },
  failing: {
    "AWS' default, which is public": { resources: [cluster()], says: NOT_CLOSED },
    "public without blocks": { resources: [cluster({ endpointPublicAccess: true })], says: NOT_CLOSED },
    "an empty list of blocks": { resources: [cluster({ publicAccessCidrs: [] })], says: NOT_CLOSED },
    "the whole internet": {
      resources: [cluster({ endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24", "0.0.0.0/0"] })],
      says: "vpcConfig.publicAccessCidrs[1] must be a narrow block of addresses",
    },
    "a quarter of the internet": {
      resources: [cluster({ publicAccessCidrs: ["64.0.0.0/2"] })],
      says: "vpcConfig.publicAccessCidrs[0] must be a narrow block of addresses",
    },
    "a wide block of IPv6": {
      resources: [cluster({ publicAccessCidrs: ["2001::/16"] })],
      says: "vpcConfig.publicAccessCidrs[0] must be a narrow block of addresses",
    },
    "what is no block": {
      resources: [cluster({ publicAccessCidrs: ["office"] })],
      says: "vpcConfig.publicAccessCidrs[0] must be a narrow block of addresses",
    },
  },
  unknown: {
    "whether it is public": {
      resources: [cluster({ endpointPublicAccess: UNKNOWN })],
      says: unknown("vpcConfig.endpointPublicAccess"),
    },
    "one of the blocks": {
      resources: [cluster({ endpointPublicAccess: true, publicAccessCidrs: ["203.0.113.0/24", UNKNOWN] })],
      says: unknown("vpcConfig.publicAccessCidrs.1"),
    },
  },
};
