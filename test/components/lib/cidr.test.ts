import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contains, overlap, parseCidr, type Cidr } from "../../../components/lib/cidr";

const block = fc
  .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
  .map(([address, prefix]) => parseCidr(`${address}/${prefix}`) as Cidr);

/** The naive way: the first bits as a number. */
const network = ({ address }: Cidr, bits: number) =>
  bits === 0 ? 0 : address.split(".").reduce((value, part) => value * 256 + Number(part), 0) >>> (32 - bits);

describe("blocks of addresses", () => {
  it.each(["10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/8/8", "::/129", "all", "", "10.0.0.0/-1", "10.0.0.0/"])(
    "%j is none",
    (text) => expect(parseCidr(text)).toBeUndefined(),
  );

  it("overlap when the shorter prefix is common, and in both orders alike", () => {
    fc.assert(
      fc.property(block, block, (a, b) => {
        const bits = Math.min(a.prefix, b.prefix);
        expect(overlap(a, b)).toBe(network(a, bits) === network(b, bits));
        expect(overlap(b, a)).toBe(overlap(a, b));
      }),
    );
  });

  it("contain their own address, and none of another family", () => {
    fc.assert(fc.property(block, (cidr) => contains(cidr, cidr.address) && !contains(cidr, "::1")));
    expect(contains(parseCidr("fd00::/8")!, "fd00:ec2::254")).toBe(true);
  });
});
