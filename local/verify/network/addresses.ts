import { isIP } from "node:net";

/** A block of addresses as whole numbers. */
export interface Range {
  family: 4 | 6;
  first: bigint;
  last: bigint;
}

/** @throws Error when the text is no CIDR; configuration was checked long before */
export function rangeOf(cidr: string): Range {
  const [address = "", prefix = ""] = cidr.split("/");
  const family = isIP(address);
  if (family === 0 || !/^\d+$/.test(prefix)) throw new Error(`a CIDR must read like 10.0.0.0/16, got ${cidr}`);
  const bits = family === 4 ? 32n : 128n;
  const size = 1n << (bits - BigInt(prefix));
  const first = (toNumber(address) / size) * size;
  return { family: family as 4 | 6, first, last: first + size - 1n };
}

export function inRange(range: Range, ip: string): boolean {
  if (isIP(ip) !== range.family) return false;
  const value = toNumber(ip);
  return value >= range.first && value <= range.last;
}

/** Addresses on both sides of both edges of a block: what lies inside, and what lies just outside where there is any. */
export function edges({ family, first, last }: Range): { inside: string[]; outside: string[] } {
  const end = (1n << (family === 4 ? 32n : 128n)) - 1n;
  return {
    inside: [...new Set([first === last ? first : first + 1n, last])].map((value) => toText(family, value)),
    outside: [...(first > 0n ? [first - 1n] : []), ...(last < end ? [last + 1n] : [])].map((value) =>
      toText(family, value),
    ),
  };
}

function toNumber(ip: string): bigint {
  if (isIP(ip) === 4) return ip.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
  const [head = "", tail] = withoutDottedTail(ip).split("::");
  const left = groupsOf(head);
  const right = tail === undefined ? [] : groupsOf(tail);
  const zeros = tail === undefined ? [] : new Array<bigint>(8 - left.length - right.length).fill(0n);
  return [...left, ...zeros, ...right].reduce((sum, part) => sum * 65536n + part, 0n);
}

const groupsOf = (text: string) => (text === "" ? [] : text.split(":").map((part) => BigInt(`0x${part}`)));

/** `::ffff:10.0.0.1` is a way to write an IPv6 address too. */
function withoutDottedTail(ip: string): string {
  return ip.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a: string, b: string, c: string, d: string) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((part) => part.toString(16)).join(":"),
  );
}

function toText(family: 4 | 6, value: bigint): string {
  const [bits, count] = family === 4 ? [8n, 4] : [16n, 8];
  const parts = Array.from(
    { length: count },
    (_, i) => (value >> (bits * BigInt(count - 1 - i))) & ((1n << bits) - 1n),
  );
  if (family === 4) return parts.join(".");
  const text = parts.map((part) => part.toString(16)).join(":");
  const longest = (text.match(/(?:^|:)0(?::0)+(?=:|$)/g) ?? []).sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? text : text.replace(longest, "::").replace(/:{3,}/, "::");
}
