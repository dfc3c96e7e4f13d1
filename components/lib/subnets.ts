import { parseCidr } from "./cidr";

/**
 * Cuts a block of IPv4 addresses into blocks of the given prefix lengths, largest first, without gaps before any.
 * @param prefixes wanted prefix length by name
 * @returns undefined when the block is not IPv4 or too small for all of them
 */
export function carve<Name extends string>(
  block: string,
  prefixes: Readonly<Record<Name, number>>,
): Record<Name, string> | undefined {
  const outer = parseCidr(block);
  if (outer?.family !== "ipv4") return undefined;
  const begin = networkAddress(outer.address, outer.prefix);
  const end = begin + size(outer.prefix);
  let next = begin;
  const carved = {} as Record<Name, string>;
  // Largest first, so that every block begins at a multiple of its own size.
  for (const [name, prefix] of (Object.entries(prefixes) as [Name, number][]).sort(([, a], [, b]) => a - b)) {
    if (prefix > 32 || next + size(prefix) > end) return undefined;
    carved[name] = `${dotted(next)}/${prefix}`;
    next += size(prefix);
  }
  return carved;
}

const size = (prefix: number) => 2 ** (32 - prefix);

function networkAddress(address: string, prefix: number): number {
  const number = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
  return number - (number % size(prefix));
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
}
