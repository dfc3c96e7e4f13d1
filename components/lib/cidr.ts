import { BlockList, isIP } from "node:net";

/** A block of addresses such as `10.0.0.0/16`. */
export interface Cidr {
  address: string;
  prefix: number;
  family: "ipv4" | "ipv6";
}

/** @returns undefined when `text` is not a CIDR block. */
export function parseCidr(text: string): Cidr | undefined {
  const [address, prefix, ...rest] = text.split("/");
  const version = isIP(address ?? "");
  if (!address || version === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix ?? "")) return undefined;
  const family = version === 4 ? "ipv4" : "ipv6";
  const bits = Number(prefix);
  return bits <= (family === "ipv4" ? 32 : 128) ? { address, prefix: bits, family } : undefined;
}

/** Whether two blocks share an address. */
export function overlap(a: Cidr, b: Cidr): boolean {
  return contains(a, b.address) || contains(b, a.address);
}

/** Whether `address` (of either family) is in the block. */
export function contains(cidr: Cidr, address: string): boolean {
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  if (family !== cidr.family) return false;
  const list = new BlockList();
  list.addSubnet(cidr.address, cidr.prefix, cidr.family);
  return list.check(address, family);
}
