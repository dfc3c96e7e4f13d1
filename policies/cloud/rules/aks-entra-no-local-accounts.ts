import { isAzure } from "../../lib/cloud/azure";
import { propsOf } from "../../lib/cloud/resources";
import { cisAks } from "../../lib/frameworks";
import { AMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";

interface Cluster {
  aadProfile: { enableAzureRBAC?: boolean };
  disableLocalAccounts: boolean;
}

export const aksEntraNoLocalAccounts = resourceRule({
  name: "aks-entra-no-local-accounts",
  title: "People sign in to AKS by Entra ID only",
  description: "An AKS cluster must take its users from Entra ID with Azure RBAC, and have no local accounts.",
  group: "azure",
  severity: "high",
  levels: AMM,
  framework: cisAks("5.5.1", "Manage Kubernetes RBAC users with Azure AD"),
  references: ["CIS AKS 5.5.1", "CIS AKS 5.5.2", "CKV_AZURE_141"],
  remedy: "Set aadProfile: { managed: true, enableAzureRBAC: true } and disableLocalAccounts: true.",
  applies: (type) => isAzure(type, "containerservice:ManagedCluster"),
  check(resource, report) {
    const props = propsOf<Cluster>(resource);
    report.attempt(() => {
      if (props.aadProfile?.enableAzureRBAC !== true) report.violation("aadProfile.enableAzureRBAC must be true");
    });
    report.attempt(() => {
      if (props.disableLocalAccounts !== true) report.violation("disableLocalAccounts must be true");
    });
  },
});
