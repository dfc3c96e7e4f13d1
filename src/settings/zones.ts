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
