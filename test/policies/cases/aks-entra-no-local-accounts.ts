import { aksEntraNoLocalAccounts } from "../../../policies/cloud/rules/aks-entra-no-local-accounts";
import { azure, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const cluster = (props: Record<string, unknown>) => azure("containerservice:ManagedCluster", "main", props);
const RBAC = "aadProfile.enableAzureRBAC must be true";
const LOCAL = "disableLocalAccounts must be true";

export const cases: RuleCases = {
  rule: aksEntraNoLocalAccounts,
  passing: { "Entra ID only": [cluster({ aadProfile: { enableAzureRBAC: true }, disableLocalAccounts: true })] },
  failing: {
    "Azure's default": { resources: [cluster({})], says: [RBAC, LOCAL] },
    "local accounts beside": { resources: [cluster({ aadProfile: { enableAzureRBAC: true } })], says: LOCAL },
  },
  unknown: {
    "the local accounts": {
      resources: [cluster({ aadProfile: { enableAzureRBAC: true }, disableLocalAccounts: UNKNOWN })],
      says: unknown("disableLocalAccounts"),
    },
  },
};
