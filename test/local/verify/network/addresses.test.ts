import { isIP } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { edges, inRange, rangeOf } from "../../../../local/verify/network/addresses";
import { blockMatcher } from "../../../../local/verify/network/ip-block";

describe("edges of a block", () => {
  it.each([
    ["203.0.113.0/24", ["203.0.113.1", "203.0.113.255"], ["203.0.112.255", "203.0.114.0"]],
    ["10.0.0.7/32", ["10.0.0.7"], ["10.0.0.6", "10.0.0.8"]],
    ["10.0.0.6/31", ["10.0.0.7"], ["10.0.0.5", "10.0.0.8"]],
    ["0.0.0.0/0", ["0.0.0.1", "255.255.255.255"], []],
    ["255.255.255.0/24", ["255.255.255.1", "255.255.255.255"], ["255.255.254.255"]],
    [
      "2001:db8::/32",
      ["2001:db8::1", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
      ["2001:db7:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db9::"],
    ],
    ["fd00:ec2::254/128", ["fd00:ec2::254"], ["fd00:ec2::253", "fd00:ec2::255"]],
  ])("%s", (cidr, inside, outside) => {
    expect(edges(rangeOf(cidr))).toEqual({ inside, outside });
  });
});

describe("membership of a block", () => {
  it("ignores bits below the prefix and addresses of the other family", () => {
    expect(inRange(rangeOf("10.1.2.3/16"), "10.1.200.1")).toBe(true);
    expect(inRange(rangeOf("0.0.0.0/0"), "::1")).toBe(false);
    expect(inRange(rangeOf("::/0"), "10.0.0.1")).toBe(false);
    expect(inRange(rangeOf("::ffff:10.0.0.0/104"), "::ffff:10.9.9.9")).toBe(true);
  });

  it("fails when the text is no block", () => {
    expect(() => rangeOf("10.0.0.0")).toThrow("a CIDR must read like 10.0.0.0/16, got 10.0.0.0");
    expect(() => rangeOf("host/8")).toThrow("a CIDR must read like 10.0.0.0/16, got host/8");
  });

  it("agrees with the evaluator's matcher on any block and address", () => {
    const block = fc.oneof(
      fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
      fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
    );
    fc.assert(
      fc.property(block, fc.oneof(fc.ipV4(), fc.ipV6()), ([address, prefix], other) => {
        const cidr = `${address}/${prefix}`;
        const { inside, outside } = edges(rangeOf(cidr));
        const matches = blockMatcher({ cidr });
        for (const ip of inside) expect([ip, matches(ip)]).toEqual([ip, true]);
        for (const ip of outside) expect([ip, matches(ip)]).toEqual([ip, false]);
        if (isIP(other) === isIP(address)) expect(inRange(rangeOf(cidr), other)).toBe(matches(other));
      }),
    );
  });
});
