/** Zones of public DNS. All names are known before anything exists. */
export type DnsZones =
  | { readonly kind: "route53"; readonly region: string; readonly zoneIds: string[] }
  | {
      readonly kind: "azure";
      readonly subscriptionId: string;
      readonly tenantId: string;
      readonly zones: { resourceGroup: string; name: string }[];
    };
