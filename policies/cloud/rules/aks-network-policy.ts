import { isAzure } from "../../lib/cloud/azure";
import { propsOf } from "../../lib/cloud/resources";
import { cisAks } from "../../lib/frameworks";
import { MMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";
import { text } from "../../lib/unknowns";

interface Cluster {
  networkProfile: { networkPolicy?: string };
}

export const aksNetworkPolicy = resourceRule({
  name: "aks-network-policy",
  title: "AKS enforces network policies",
  description: "An AKS cluster must have an engine for network policies: without one they are accepted and do nothing.",
  group: "azure",
  severity: "high",
  levels: MMM,
  framework: cisAks("5.4.4", "Ensure Network Policy is Enabled and set as appropriate"),
  references: ["CIS AKS 5.4.4", "CKV_AZURE_7"],
  remedy: "Set networkProfile.networkPolicy: cilium (with networkDataplane cilium), calico or azure.",
  applies: (type) => isAzure(type, "containerservice:ManagedCluster"),
  check(resource, report) {
    const policy = text(propsOf<Cluster>(resource).networkProfile?.networkPolicy);
    if (!["cilium", "calico", "azure"].includes(policy)) {
      report.violation("networkProfile.networkPolicy must be cilium, calico or azure");
    }
  },
});
