import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allow,
  anySegment,
  below,
  exactly,
  renderPolicy,
  startingWith,
  type Capability,
  type Segment,
} from "../../../components/lib/vault-policy";
import { vaultPaths } from "../../../policies/lib/vault/policy";

const capability = fc.constantFrom<Capability>("create", "read", "update", "patch", "delete", "list", "sudo");
/** With quotes, backslashes and letters of any script. */
const name = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 12 })
  .filter((text) => !/[/*+{}$\p{C}\p{Zl}\p{Zp}]/u.test(text));
const segments = fc.tuple(name, fc.array(fc.oneof(name, fc.constant(anySegment)), { maxLength: 5 }));
const grant = fc
  .record({
    kind: fc.constantFrom(exactly, below, startingWith),
    segments,
    capabilities: fc.tuple(capability, capability),
  })
  .map(({ kind, segments: [first, rest], capabilities }) => ({
    grant: allow(kind(first, ...rest), ...capabilities),
    path: [first, ...rest.map((segment) => (segment === anySegment ? "+" : segment))].join("/") + ending(kind),
    capabilities,
  }));

function ending(kind: typeof exactly): string {
  if (kind === below) return "/*";
  return kind === startingWith ? "*" : "";
}

describe("a policy of Vault", () => {
  it("is read back as it was meant, whatever its names hold", () => {
    fc.assert(
      fc.property(fc.array(grant, { maxLength: 6 }), (grants) => {
        const read = vaultPaths(renderPolicy(grants.map((each) => each.grant)));
        expect(read.map(({ path, capabilities }) => ({ path, capabilities }))).toEqual(
          grants.map(({ path, capabilities }) => ({ path, capabilities })),
        );
      }),
      { numRuns: 500 },
    );
  });

  it("is HCL, a block for each path", () => {
    expect(
      renderPolicy([
        allow(below("dev", "data", "payments"), "read"),
        allow(exactly("transit", "keys", anySegment, "config"), "update", "list"),
        allow(startingWith("sys", "policies", "acl", 'a"b\\-'), "create"),
      ]),
    ).toBe(
      [
        'path "dev/data/payments/*" {\n  capabilities = ["read"]\n}\n',
        'path "transit/keys/+/config" {\n  capabilities = ["update", "list"]\n}\n',
        'path "sys/policies/acl/a\\"b\\\\-*" {\n  capabilities = ["create"]\n}\n',
      ].join("\n"),
    );
  });

  it.each<[what: string, segment: Segment]>([
    ["nothing", ""],
    ["two segments at once", "data/payments"],
    ["a pattern", "*"],
    ["a part of a pattern", "pay*"],
    ["any segment in text", "+"],
    ["a template of Vault's", "{{identity.entity.name}}"],
    ["a template of HCL's", "${name}"],
    ["a line break", "a\nb"],
    ["a character that cannot be seen", "a\u200bb"],
  ])("fails when a segment is %s", (_, segment) => {
    expect(() => exactly("dev", segment)).toThrow(
      new Error(
        `a segment of a policy's path must be text without / * + { } $ or control characters, got ${JSON.stringify(segment)}; write the segments one by one`,
      ),
    );
  });
});
