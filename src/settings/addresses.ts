import { awsSubnets } from "../../components/cluster/aws/subnets";
import { azureSubnets } from "../../components/cluster/azure/subnets";
import type { PlatformPeers } from "../../components/lib/network-policies";
import type { Settings } from "./index";
import { path } from "./problems";

type Cluster = Settings["cluster"];

/** Addresses inside the cluster, by the setting that gives them. */
export function addressBlocks({ network }: Cluster): { at: string; cidr: string }[] {
  return Object.entries(network).flatMap(([key, value]) =>
    key.endsWith("Cidr") && typeof value === "string" ? [{ at: path("cluster", "network", key), cidr: value }] : [],
  );
}

/** Where pods find the API server: on the clouds, in subnets of its own. */
export function apiServerAddresses(cluster: Cluster): PlatformPeers["apiServer"] {
  switch (cluster.kind) {
    case "existing":
      return cluster.network.apiServer;
    case "aws": {
      const { network, region } = cluster;
      const own = awsSubnets(network.vpcCidr, awsZones(region, network.zones))?.intra.map(({ cidr }) => cidr);
      return { cidrs: network.terraformState ? network.controlPlaneCidrs : (own ?? []), port: 443 };
    }
    case "azure": {
      const { network } = cluster;
      const own = azureSubnets(network.vnetCidr)?.apiServer;
      return { cidrs: network.terraformState ? network.controlPlaneCidrs : own ? [own] : [], port: 443 };
    }
  }
}

/** The zones that are configured, or the first three of the region. */
export function awsZones(region: string, zones: string[] | undefined): string[] {
  return zones ?? ["a", "b", "c"].map((letter) => region + letter);
}
