import type { DnsZones } from "../contract";
import type { AzureClusterArgs } from "./args";

/** Zones by their resource IDs, `/subscriptions/…/resourceGroups/…/providers/Microsoft.Network/dnsZones/…`. */
export function azureZones({
  dnsZones,
  tenantId,
}: Pick<AzureClusterArgs, "dnsZones" | "tenantId">): DnsZones | undefined {
  if (dnsZones.length === 0) return undefined;
  const [, , subscriptionId = ""] = dnsZones[0]!.split("/");
  const zones = dnsZones.map((id) => {
    const parts = id.split("/");
    return { resourceGroup: parts[4]!, name: parts[8]! };
  });
  return { kind: "azure", subscriptionId, tenantId, zones };
}

/** The resource groups of zones, by ID: external-dns finds zones by listing their group. */
export function zoneGroups(dnsZones: string[]): string[] {
  return [...new Set(dnsZones.map((id) => id.split("/").slice(0, 5).join("/")))];
}
