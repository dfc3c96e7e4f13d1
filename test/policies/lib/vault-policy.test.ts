import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { HclError } from "../../../policies/lib/vault/hcl";
import { vaultPaths } from "../../../policies/lib/vault/policy";

const paths = (source: string) => vaultPaths(source).map(({ path, capabilities }) => [path, ...capabilities]);

describe("a policy of Vault", () => {
  it("is read with comments, commas, empty blocks and everything that Vault takes beside capabilities", () => {
    const source = `
# of a team
name = "team"
path "secret/data/{{identity.entity.name}}/*" { // its own
  capabilities = ["create", "read",]
  allowed_parameters = { "ttl" = ["1h", 2, true], "*" = [] }
  required_parameters = ["ttl"]
  min_wrapping_ttl = "1s"
  control_group = {
    factor "ops" { identity { group_names = ["a", "b"] approvals = 2 } }
  }
}
/* of
   all */ path "auth/token/lookup-self" { capabilities = ["read"] }`;
    expect(vaultPaths(source)).toEqual([
      { path: "secret/data/{{identity.entity.name}}/*", capabilities: ["create", "read"], line: 4 },
      { path: "auth/token/lookup-self", capabilities: ["read"], line: 14 },
    ]);
  });

  it.each([
    ["nothing", "", []],
    ["a path without capabilities", 'path "a" {}', [["a"]]],
    ["an escaped name", 'path "a\\"\\\\b" {}', [['a"\\b']]],
    ["the former way", 'path "a" { policy = "sudo" }', [["a", "create", "read", "update", "delete", "list", "sudo"]]],
    ["the former way to deny", 'path "a" { policy = "deny" }', [["a", "deny"]]],
    ["the former way to read", 'path "a" { policy = "read" }', [["a", "read", "list"]]],
    ["the former way to write", 'path "a" { policy = "write" }', [["a", "create", "read", "update", "delete", "list"]]],
    ["JSON after empty lines", '\n {"path": {"a": {"capabilities": ["read"]}}}', [["a", "read"]]],
    ["an object of paths", 'path = { "a" = { capabilities = ["deny"] } }', [["a", "deny"]]],
    ["JSON", '{"path": {"a": {"capabilities": ["read"]}, "b": {}}}', [["a", "read"], ["b"]]],
    ["names like signs", 'path "end" { capabilities = ["}", "]"] }', [["end", "}", "]"]]],
  ])("is read: %s", (_title, source, expected) => {
    expect(paths(source)).toEqual(expected);
  });

  it.each([
    ["an open block", 'path "a" {\n', 2],
    ["an open list", 'path "a" {\ncapabilities = ["read"', 2],
    ["an open string", 'path "a\n" {}', 1],
    ["a missing comma", 'path "a" {\ncapabilities = ["read" "list"] }', 2],
    ["a capability that is no string", 'path "a" {\n\ncapabilities = [read] }', 3],
    ["capabilities that are no list", 'path "a" {\ncapabilities = "read" }', 2],
    ["another former way", 'path "a" { policy = "admin" }', 1],
    ["two names of a path", 'path "a" "b" {}', 1],
    ["a path that is no block", 'path "a"', 1],
    ["what no policy has", '\nrole "a" {}', 2],
    ["an escape that HCL does not have", 'path "\\q" {}', 1],
    ["a block too many", 'path "a" {} }', 1],
    ["another sign", "path: a", 1],
    ["half of a JSON", '{"path": ', 1],
    ["a JSON without an object", '{"path": ["a"]}', 1],
  ])("fails when it is %s", (_title, source, line) => {
    expect(() => vaultPaths(source)).toThrow(new HclError(line));
  });

  it("fails by nothing else, and ends, whatever it is", () => {
    const piece = fc.constantFrom(
      'path "a" ',
      "{",
      "}",
      "[",
      "]",
      "=",
      ",",
      '"',
      "capabilities ",
      "x",
      "1",
      "\n",
      "#",
      "/*",
      "null",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          vaultPaths(pieces.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(HclError);
        }
      }),
      { numRuns: 500, seed: 1 },
    );
  });
});
