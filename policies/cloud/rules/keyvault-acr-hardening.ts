import { isAzure } from "../../lib/cloud/azure";
import { propsOf } from "../../lib/cloud/resources";
import { AMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";

export const keyvaultAcrHardening = resourceRule({
  name: "keyvault-acr-hardening",
  title: "Keys cannot be purged, and registries have no password",
  description:
    "A key vault must be protected from purging, or a deleted key takes its data with it; a registry must not have an admin user.",
  group: "azure",
  severity: "high",
  levels: AMM,
  references: ["CKV_AZURE_42", "CKV_AZURE_137"],
  remedy: "Set properties.enablePurgeProtection: true on vaults and adminUserEnabled: false on registries.",
  applies: (type) => isAzure(type, "keyvault:Vault") || isAzure(type, "containerregistry:Registry"),
  check(resource, report) {
    if (isAzure(resource.type, "keyvault:Vault")) {
      const { properties } = propsOf<{ properties: { enablePurgeProtection?: boolean } }>(resource);
      if (properties?.enablePurgeProtection !== true) report.violation("properties.enablePurgeProtection must be true");
    } else if (propsOf<{ adminUserEnabled: boolean }>(resource).adminUserEnabled === true) {
      report.violation("adminUserEnabled must be false");
    }
  },
});
