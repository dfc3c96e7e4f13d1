import { aksKmsHostencryptionIdentity } from "../../../policies/cloud/rules/aks-kms-hostencryption-identity";
import { azure, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const securityProfile = {
  azureKeyVaultKms: { enabled: true },
  defender: { securityMonitoring: { enabled: true } },
  workloadIdentity: { enabled: true },
};
const cluster = (props: Record<string, unknown>) => azure("containerservice:ManagedCluster", "main", props);
const KMS = "securityProfile.azureKeyVaultKms.enabled must be true";
const DEFENDER = "securityProfile.defender.securityMonitoring.enabled must be true";
const IDENTITY = "securityProfile.workloadIdentity.enabled must be true";

export const cases: RuleCases = {
  rule: aksKmsHostencryptionIdentity,
  passing: {
    "all of it": [cluster({ securityProfile, agentPoolProfiles: [{ enableEncryptionAtHost: true }] })],
    "a pool of its own": [azure("containerservice:AgentPool", "nodes", { enableEncryptionAtHost: true })],
  },
  failing: {
    "nothing said": { resources: [cluster({})], says: [KMS, DEFENDER, IDENTITY] },
    "no Defender": { resources: [cluster({ securityProfile: { ...securityProfile, defender: {} } })], says: DEFENDER },
    "one pool of two in clear": {
      resources: [
        cluster({
          securityProfile,
          agentPoolProfiles: [{ enableEncryptionAtHost: true }, { enableEncryptionAtHost: false }],
        }),
      ],
      says: "agentPoolProfiles[1].enableEncryptionAtHost must be true",
    },
    "a pool of its own in clear": {
      resources: [azure("containerservice/v20240901:AgentPool", "nodes", {})],
      says: "enableEncryptionAtHost must be true",
    },
  },
  unknown: {
    "one pool": {
      resources: [cluster({ securityProfile, agentPoolProfiles: [{ enableEncryptionAtHost: UNKNOWN }] })],
      says: unknown("agentPoolProfiles.0.enableEncryptionAtHost"),
    },
  },
};
