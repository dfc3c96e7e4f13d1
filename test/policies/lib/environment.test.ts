import { describe, expect, it } from "vitest";

import { environmentOf, stackOf } from "../../../policies/lib/environment";

const hosting = (value: unknown, stack = "dev") => ({
  PULUMI_NODEJS_STACK: stack,
  PULUMI_CONFIG: JSON.stringify({ "platform:environments": typeof value === "string" ? value : JSON.stringify(value) }),
});

describe("environmentOf", () => {
  it.each([
    ["the stack's name", { PULUMI_NODEJS_STACK: "staging" }, "staging"],
    ["the stack's name by its other variable", { PULUMI_STACK: "dev" }, "dev"],
    ["the stack's name after organisation and project", { PULUMI_STACK: "acme/platform/dev" }, "dev"],
    [
      "the stack's name when the program sets other things",
      { PULUMI_STACK: "dev", PULUMI_CONFIG: '{"a:b":"c"}' },
      "dev",
    ],
    ["one hosted environment", hosting(["staging"]), "staging"],
    ["the strictest of several", hosting(["dev", "staging"]), "staging"],
    ["the strictest of several, in any order", hosting([{ name: "production", quota: 1 }, "dev"]), "production"],
    ["environments written as objects", hosting([{ name: "dev" }], "production"), "dev"],
    ["configuration that is not a string", { PULUMI_CONFIG: '{"platform:environments":["dev"]}' }, "dev"],
  ])("takes %s", (_title, env, expected) => {
    expect(environmentOf(env)).toBe(expected);
  });

  it.each([
    ["another stack name", { PULUMI_NODEJS_STACK: "sandbox" }],
    ["no stack at all", {}],
    ["an environment of another name", hosting(["dev", "qa"])],
    ["an environment without a name", hosting([{}])],
    ["no environments in the list", hosting([])],
    ["a list that is none", hosting("dev")],
    ["a list that is not JSON", hosting("[dev")],
    ["configuration that is not JSON", { PULUMI_NODEJS_STACK: "dev", PULUMI_CONFIG: "{" }],
  ])("is production for %s", (_title, env) => {
    expect(environmentOf(env)).toBe("production");
  });
});

describe("stackOf", () => {
  it("is empty when Pulumi does not say", () => {
    expect(stackOf({})).toBe("");
  });
});
