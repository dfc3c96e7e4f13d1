import { BlockList, isIP } from "node:net";

/** A block of addresses such as `10.0.0.0/16`. */
export interface Cidr {
  prefix: number;
  family: "ipv4" | "ipv6";
  address: string;
  list: BlockList;
}

/** @returns undefined when `text` is not a CIDR block. */
export function parseCidr(text: string): Cidr | undefined {
  const [address, prefix, ...rest] = text.split("/");
  const version = isIP(address ?? "");
  if (!address || version === 0 || rest.length > 0 || !/^\d{1,3}$/.test(prefix ?? "")) return undefined;
  const family = version === 4 ? "ipv4" : "ipv6";
  const bits = Number(prefix);
  if (bits > (family === "ipv4" ? 32 : 128)) return undefined;
  const list = new BlockList();
  list.addSubnet(address, bits, family);
  return { prefix: bits, family, address, list };
}

/** Whether two blocks share an address. Blocks never cross: then one holds the other. */
export function overlap(a: Cidr, b: Cidr): boolean {
  return contains(a, b.address) || contains(b, a.address);
}

/** Whether every address of `inner` is in `outer`. */
export function holds(outer: Cidr, inner: Cidr): boolean {
  return outer.prefix <= inner.prefix && contains(outer, inner.address);
}

/** Whether `address` is in the block; never across families, which node:net would allow (`::/0` has every IPv4). */
export function contains(cidr: Cidr, address: string): boolean {
  const family = isIP(address) === 4 ? "ipv4" : "ipv6";
  return family === cidr.family && cidr.list.check(address, family);
}
