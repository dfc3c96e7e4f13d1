import { aksNetworkPolicy } from "../../../policies/cloud/rules/aks-network-policy";
import { azure, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const cluster = (networkProfile?: object) =>
  azure("containerservice:ManagedCluster", "main", networkProfile && { networkProfile });
const MUST = "networkProfile.networkPolicy must be cilium, calico or azure";

export const cases: RuleCases = {
  rule: aksNetworkPolicy,
  passing: {
    Cilium: [cluster({ networkPolicy: "cilium" })],
    Calico: [cluster({ networkPolicy: "calico" })],
  },
  failing: {
    "nothing said": { resources: [cluster()], says: MUST },
    "none on purpose": { resources: [cluster({ networkPolicy: "none" })], says: MUST },
  },
  unknown: {
    "the engine": { resources: [cluster({ networkPolicy: UNKNOWN })], says: unknown("networkProfile.networkPolicy") },
  },
};
