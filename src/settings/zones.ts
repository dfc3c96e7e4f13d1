import type { Settings } from "./index";
import { path } from "./problems";

type Cluster = Settings["cluster"];

/** The setting that names a cluster's DNS zones, and whether it names any. */
export function zonesOf(cluster: Cluster): { at: string; known: boolean } {
  switch (cluster.kind) {
    case "existing":
      return { at: path("cluster", "dns"), known: cluster.dns !== undefined };
    case "aws":
      return { at: path("cluster", "hostedZones"), known: cluster.hostedZones.length > 0 };
    case "azure":
      return { at: path("cluster", "dnsZones"), known: cluster.dnsZones.length > 0 };
  }
}

/** Below which the hosts of the stack lie. */
export function domainsOf(environments: Settings["environments"]): string[] {
  return environments.flatMap(({ domain }) => (domain === undefined ? [] : [domain]));
}

/** Whether external-dns runs: as configured, or where it has something to do. */
export function usesExternalDns({
  cluster,
  dns,
  ingress,
  environments,
}: Pick<Settings, "cluster" | "dns" | "ingress" | "environments">): boolean {
  if (dns.kind !== undefined) return dns.kind === "external-dns";
  return ingress.kind !== "none" && zonesOf(cluster).known && domainsOf(environments).length > 0;
}
