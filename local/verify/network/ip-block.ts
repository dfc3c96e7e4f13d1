import { contains, parseCidr } from "../../../components/lib/cidr";

/** Tells whether an address lies in a block and in none of the exceptions. */
export type BlockMatcher = (ip: string) => boolean;

export function blockMatcher(block: { cidr: string; except?: string[] }): BlockMatcher {
  const inside = listOf([block.cidr]);
  const outside = listOf(block.except ?? []);
  return (ip) => inside.some((cidr) => contains(cidr, ip)) && !outside.some((cidr) => contains(cidr, ip));
}

function listOf(cidrs: string[]) {
  return cidrs.map((text) => parseCidr(text)).filter((cidr) => cidr !== undefined);
}
