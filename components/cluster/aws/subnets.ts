import { parseCidr } from "../../lib/cidr";
import { carve } from "../../lib/subnets";

/** One subnet per zone and purpose. */
export interface AwsSubnets {
  /** Load balancers and NAT gateways. */
  public: ZoneSubnet[];
  /** Nodes and pods: three quarters of the network. */
  private: ZoneSubnet[];
  /** The control plane's interfaces and the endpoints of AWS' services: no way to the internet. */
  intra: ZoneSubnet[];
}

export interface ZoneSubnet {
  zone: string;
  cidr: string;
}

/** Prefix lengths of a VPC that leave every zone enough addresses for pods, each of which takes one. */
export const vpcPrefixes = { largest: 16, smallest: 20 } as const;

/**
 * How a VPC is divided among three zones: a quarter of it for the pods and nodes of each, a sixteenth for what is
 * public, a sixty-fourth for the control plane.
 * @returns undefined when the block is no IPv4 block within {@link vpcPrefixes}, or there are not three zones
 */
export function awsSubnets(vpcCidr: string, zones: readonly string[]): AwsSubnets | undefined {
  const prefix = parseCidr(vpcCidr)?.prefix;
  if (prefix === undefined || prefix < vpcPrefixes.largest || prefix > vpcPrefixes.smallest) return undefined;
  if (zones.length !== 3) return undefined;
  const purposes = { private: prefix + 2, public: prefix + 4, intra: prefix + 6 } as const;
  const wanted: Record<string, number> = {};
  for (const [purpose, bits] of Object.entries(purposes)) for (const zone of zones) wanted[`${purpose} ${zone}`] = bits;
  const carved = carve(vpcCidr, wanted);
  if (!carved) return undefined;
  const of = (purpose: keyof typeof purposes) =>
    zones.map((zone) => ({ zone, cidr: carved[`${purpose} ${zone}`] as string }));
  return { public: of("public"), private: of("private"), intra: of("intra") };
}
