import { BlockList, isIPv4, isIPv6 } from "node:net";

/** Where clouds hand out credentials of the machine. */
export const METADATA_ADDRESSES = ["169.254.169.254", "fd00:ec2::254"] as const;

const UNIQUE_LOCAL = new BlockList();
UNIQUE_LOCAL.addSubnet("fc00::", 7, "ipv6");

/** A range of IP addresses. */
export class Cidr {
  private readonly block = new BlockList();

  private constructor(
    readonly network: string,
    readonly prefix: number,
    readonly family: "ipv4" | "ipv6",
  ) {
    this.block.addSubnet(network, prefix, family);
  }

  /** Undefined for what is no CIDR. */
  static parse(text: unknown): Cidr | undefined {
    const [, network = "", length = ""] = /^([^/]+)\/(\d{1,3})$/.exec(String(text)) ?? [];
    const prefix = Number(length);
    if (isIPv4(network) && prefix <= 32) return new Cidr(network, prefix, "ipv4");
    if (isIPv6(network) && length !== "" && prefix <= 128) return new Cidr(network, prefix, "ipv6");
    return undefined;
  }

  contains(address: string): boolean {
    if (!isIPv4(address)) return this.block.check(address, "ipv6");
    // `::/0` holds no IPv4 traffic; only ranges of IPv4 addresses written as IPv6 ones do.
    return (this.family === "ipv4" || this.prefix >= 96) && this.block.check(address, "ipv4");
  }

  /**
   * Covers so much that it is no particular network: wider than /8, or than /16 in IPv6 outside of the unique local
   * addresses. Halves and quarters of the address space are as open as the whole.
   */
  get open(): boolean {
    if (this.family === "ipv4") return this.prefix < 8;
    return this.prefix < 7 || (this.prefix < 16 && !UNIQUE_LOCAL.check(this.network, "ipv6"));
  }
}
