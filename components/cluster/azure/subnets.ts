import { parseCidr } from "../../lib/cidr";
import { carve } from "../../lib/subnets";

/** Subnets of the virtual network; Azure's span all zones. */
export interface AzureSubnets {
  /** Nodes; pods have addresses of their own (overlay). */
  nodes: string;
  /** Load balancers inside the network. */
  loadBalancers: string;
  /** Private endpoints of storage accounts and key vaults. */
  endpoints: string;
  /** The API server's own (VNet integration). */
  apiServer: string;
}

/** Prefix lengths of a virtual network. */
export const vnetPrefixes = { largest: 12, smallest: 22 } as const;

/** @returns undefined when the block is no IPv4 block within {@link vnetPrefixes} */
export function azureSubnets(vnetCidr: string): AzureSubnets | undefined {
  const prefix = parseCidr(vnetCidr)?.prefix;
  if (prefix === undefined || prefix < vnetPrefixes.largest || prefix > vnetPrefixes.smallest) return undefined;
  return carve(vnetCidr, {
    nodes: prefix + 1,
    loadBalancers: prefix + 3,
    endpoints: prefix + 3,
    apiServer: Math.max(prefix + 3, 28),
  });
}
