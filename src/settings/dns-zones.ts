import type { Settings } from "./index";

/** DNS zones that the platform's controllers may change. Route 53 gives IDs, which do not tell the zone's name. */
export function dnsZones(cluster: Settings["cluster"]): { setting: string; count: number; names?: string[] } {
  switch (cluster.kind) {
    case "existing":
      return { setting: "cluster.dns", count: 0 };
    case "aws":
      return { setting: "cluster.hostedZones", count: cluster.hostedZones.length };
    case "azure": {
      const names = cluster.dnsZones.map((id) => id.slice(id.lastIndexOf("/") + 1));
      return { setting: "cluster.dnsZones", count: names.length, names };
    }
  }
}

/** Whether a host is a domain or lies below it. */
export function within(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
