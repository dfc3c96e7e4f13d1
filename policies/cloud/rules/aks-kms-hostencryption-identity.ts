import { isAzure } from "../../lib/cloud/azure";
import { propsOf } from "../../lib/cloud/resources";
import { cisAks } from "../../lib/frameworks";
import { AMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";

interface Cluster {
  securityProfile: {
    azureKeyVaultKms?: { enabled?: boolean };
    defender?: { securityMonitoring?: { enabled?: boolean } };
    workloadIdentity?: { enabled?: boolean };
  };
  agentPoolProfiles: { enableEncryptionAtHost?: boolean }[];
}

export const aksKmsHostencryptionIdentity = resourceRule({
  name: "aks-kms-hostencryption-identity",
  title: "AKS encrypts Secrets and nodes, is watched, and gives pods identities",
  description:
    "An AKS cluster must encrypt Secrets with a customer's key and nodes at the host, have Defender, and give pods identities instead of passwords.",
  group: "azure",
  severity: "high",
  levels: AMM,
  framework: cisAks("5.3.1", "Ensure Kubernetes Secrets are encrypted"),
  references: ["CIS AKS 5.3.1", "Azure Policy AKS_EncryptionAtHost_Deny"],
  remedy:
    "Set securityProfile.azureKeyVaultKms, .defender.securityMonitoring and .workloadIdentity to enabled, and enableEncryptionAtHost: true for every pool.",
  applies: (type) => isAzure(type, "containerservice:ManagedCluster") || isAzure(type, "containerservice:AgentPool"),
  check(resource, report) {
    if (isAzure(resource.type, "containerservice:AgentPool")) {
      const { enableEncryptionAtHost } = propsOf<{ enableEncryptionAtHost: boolean }>(resource);
      if (enableEncryptionAtHost !== true) report.violation("enableEncryptionAtHost must be true");
      return;
    }
    const props = propsOf<Cluster>(resource);
    const profile = () => props.securityProfile;
    const enabled = {
      "azureKeyVaultKms.enabled": () => profile()?.azureKeyVaultKms?.enabled,
      "defender.securityMonitoring.enabled": () => profile()?.defender?.securityMonitoring?.enabled,
      "workloadIdentity.enabled": () => profile()?.workloadIdentity?.enabled,
    };
    for (const [at, read] of Object.entries(enabled)) {
      report.attempt(() => {
        if (read() !== true) report.violation(`securityProfile.${at} must be true`);
      });
    }
    report.each(
      () => props.agentPoolProfiles,
      (pool, i) => {
        if (pool.enableEncryptionAtHost !== true) {
          report.violation(`agentPoolProfiles[${i}].enableEncryptionAtHost must be true`);
        }
      },
    );
  },
});
