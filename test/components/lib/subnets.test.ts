import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { awsSubnets } from "../../../components/cluster/aws/subnets";
import { azureSubnets } from "../../../components/cluster/azure/subnets";
import { holds, overlap, parseCidr } from "../../../components/lib/cidr";
import { carve } from "../../../components/lib/subnets";

const block = (prefixes: { min: number; max: number }) =>
  fc
    .tuple(fc.ipV4(), fc.integer(prefixes))
    // Written as people write it: with any address of the block.
    .map(([address, prefix]) => `${address}/${prefix}`);

/** All inside of the block, aligned, and none over another. */
function expectDisjoint(outer: string, cidrs: string[]): void {
  const parsed = cidrs.map((text) => parseCidr(text)!);
  parsed.forEach((cidr, i) => {
    expect(holds(parseCidr(outer)!, cidr), `${cidrs[i]} in ${outer}`).toBe(true);
    const address = cidr.address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    expect(address % 2 ** (32 - cidr.prefix), `${cidrs[i]} aligned`).toBe(0);
    for (const other of parsed.slice(0, i)) expect(overlap(cidr, other)).toBe(false);
  });
}

describe("carving a block", () => {
  it("gives blocks of the wanted sizes that do not touch each other, or nothing", () => {
    fc.assert(
      fc.property(
        block({ min: 0, max: 32 }),
        fc.dictionary(fc.stringMatching(/^[a-z]{1,5}$/), fc.integer({ min: 0, max: 33 }), { maxKeys: 8 }),
        (outer, wanted) => {
          const carved = carve(outer, wanted);
          const room = 2 ** (32 - parseCidr(outer)!.prefix);
          const asked = Object.values(wanted).reduce((sum, prefix) => sum + 2 ** (32 - prefix), 0);
          const fits = asked <= room && Object.values(wanted).every((prefix) => prefix <= 32);
          expect(carved !== undefined).toBe(fits);
          if (!carved) return;
          expectDisjoint(outer, Object.values(carved));
          for (const [name, prefix] of Object.entries(wanted)) expect(carved[name]).toMatch(new RegExp(`/${prefix}$`));
        },
      ),
    );
  });

  it("refuses what is no block of IPv4", () => {
    expect(carve("10.0.0.0", { a: 24 })).toBeUndefined();
    expect(carve("fd00::/8", { a: 24 })).toBeUndefined();
  });
});

describe("the subnets of a VPC", () => {
  const zones = ["eu-central-1a", "eu-central-1b", "eu-central-1c"];

  it("are one per zone and purpose, three quarters of them for pods", () => {
    expect(awsSubnets("10.1.0.0/16", zones)).toEqual({
      private: [
        { zone: zones[0], cidr: "10.1.0.0/18" },
        { zone: zones[1], cidr: "10.1.64.0/18" },
        { zone: zones[2], cidr: "10.1.128.0/18" },
      ],
      public: [
        { zone: zones[0], cidr: "10.1.192.0/20" },
        { zone: zones[1], cidr: "10.1.208.0/20" },
        { zone: zones[2], cidr: "10.1.224.0/20" },
      ],
      intra: [
        { zone: zones[0], cidr: "10.1.240.0/22" },
        { zone: zones[1], cidr: "10.1.244.0/22" },
        { zone: zones[2], cidr: "10.1.248.0/22" },
      ],
    });
  });

  it("never touch each other, in any VPC that is large enough", () => {
    fc.assert(
      fc.property(block({ min: 16, max: 20 }), (vpc) => {
        const subnets = awsSubnets(vpc, zones)!;
        const all = [...subnets.private, ...subnets.public, ...subnets.intra].map(({ cidr }) => cidr);
        expect(all).toHaveLength(9);
        expectDisjoint(vpc, all);
        // AWS takes nothing smaller than /28, and keeps five addresses of each.
        for (const cidr of all) expect(parseCidr(cidr)!.prefix).toBeLessThanOrEqual(28);
      }),
    );
  });

  it.each([["10.0.0.0/15"], ["10.0.0.0/21"], ["fd00::/16"], ["nonsense"]])("do not exist in %s", (vpc) => {
    expect(awsSubnets(vpc, zones)).toBeUndefined();
  });

  it("take exactly three zones", () => {
    expect(awsSubnets("10.0.0.0/16", zones.slice(0, 2))).toBeUndefined();
  });
});

describe("the subnets of a virtual network", () => {
  it("never touch each other, and leave the API server what AKS asks for", () => {
    fc.assert(
      fc.property(block({ min: 12, max: 22 }), (vnet) => {
        const subnets = azureSubnets(vnet)!;
        expectDisjoint(vnet, Object.values<string>({ ...subnets }));
        expect(parseCidr(subnets.apiServer)!.prefix).toBeLessThanOrEqual(28);
        expect(parseCidr(subnets.nodes)!.prefix).toBeLessThanOrEqual(23);
      }),
    );
  });

  it.each([["10.0.0.0/11"], ["10.0.0.0/23"]])("do not exist in %s", (vnet) => {
    expect(azureSubnets(vnet)).toBeUndefined();
  });
});
