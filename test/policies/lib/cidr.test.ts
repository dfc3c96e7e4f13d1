import { describe, expect, it } from "vitest";

import { Cidr } from "../../../policies/lib/network/cidr";

describe("Cidr", () => {
  it.each(["0.0.0.0/0", "128.0.0.0/1", "12.0.0.0/7", "::/0", "8000::/1", "2a00::/12", "fc00::/6"])(
    "calls %s open",
    (text) => {
      expect(Cidr.parse(text)?.open).toBe(true);
    },
  );

  it.each(["10.0.0.0/8", "203.0.113.7/32", "fc00::/7", "fd00::/8", "2001:db8::/32"])("calls %s a network", (text) => {
    expect(Cidr.parse(text)?.open).toBe(false);
  });

  it.each([
    "",
    "10.0.0.0",
    "10.0.0.0/33",
    "10.0.0/8",
    "::/129",
    "10.0.0.0/-1",
    "a/8",
    "10.0.0.0/8/8",
    null,
    undefined,
    7,
  ])("refuses %s", (text) => {
    expect(Cidr.parse(text)).toBeUndefined();
  });

  it("holds addresses of its own family, and IPv4 addresses written as IPv6", () => {
    expect(Cidr.parse("169.254.0.0/16")?.contains("169.254.169.254")).toBe(true);
    expect(Cidr.parse("169.254.0.0/16")?.contains("fd00:ec2::254")).toBe(false);
    expect(Cidr.parse("::/0")?.contains("169.254.169.254")).toBe(false);
    expect(Cidr.parse("::ffff:169.254.0.0/112")?.contains("169.254.169.254")).toBe(true);
  });
});
