import { describe, expect, it } from "vitest";

import { statementsOf } from "../../../policies/lib/cloud/iam";
import { isSet, isTrue, strings } from "../../../policies/lib/cloud/resources";
import { Undetermined } from "../../../policies/lib/unknowns";

describe("what a provider writes", () => {
  it("is true as a word too", () => {
    expect([true, "true", "yes", 1, undefined].map(isTrue)).toEqual([true, true, false, false, false]);
  });

  it("is set unless it is missing, null or empty; an unknown value is", () => {
    const unknown = Object.defineProperty({}, "key", {
      get: () => {
        throw new Undetermined("key");
      },
      enumerable: true,
    });
    const given = [{ key: "x" }, { key: false }, unknown, { key: "" }, { key: null }, { key: undefined }, {}];
    expect(given.map((object) => isSet(() => object, "key"))).toEqual([true, true, true, false, false, false, false]);
    expect([isSet(() => undefined, "key"), isSet(() => null, "key")]).toEqual([false, false]);
  });

  it("is a list of strings, whether one or several are given", () => {
    expect([strings("a"), strings(["a", 1, "b"]), strings(undefined)]).toEqual([["a"], ["a", "b"], []]);
  });
});

describe("an IAM document", () => {
  const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };

  it("has statements, one or a list of them", () => {
    const expected = {
      allow: true,
      actions: ["s3:GetObject"],
      notActions: false,
      resources: ["*"],
      notResources: false,
      principals: [],
      conditions: [],
    };
    expect(statementsOf(JSON.stringify({ Statement: statement }))).toEqual([expected]);
    expect(statementsOf({ Statement: [statement, statement] })).toEqual([expected, expected]);
  });

  it("is none without statements, or with one that is none", () => {
    const none = ["{", "[]", { Statement: [] }, { Statement: [statement, "x"] }, {}, undefined];
    expect(none.map(statementsOf)).toEqual(none.map(() => undefined));
  });

  it("means everything but what NotAction and NotResource name", () => {
    const [read] = statementsOf({ Statement: { Effect: "Deny", NotAction: ["iam:*"], NotResource: "arn:x" } })!;
    expect(read).toMatchObject({
      allow: false,
      actions: ["iam:*"],
      notActions: true,
      resources: ["arn:x"],
      notResources: true,
    });
  });

  it("names principals of every kind, and conditions by operator and key", () => {
    const [read] = statementsOf({
      Statement: {
        ...statement,
        Principal: { AWS: ["a", "b"], Service: "c" },
        Condition: { StringEquals: { "AWS:SourceAccount": "1" }, Bool: { "aws:SecureTransport": ["false"] }, Odd: "x" },
      },
    })!;
    expect(read!.principals).toEqual(["a", "b", "c"]);
    expect(read!.conditions).toEqual([
      { operator: "StringEquals", key: "aws:sourceaccount", values: ["1"] },
      { operator: "Bool", key: "aws:securetransport", values: ["false"] },
    ]);
    expect(statementsOf({ Statement: { ...statement, Principal: "*" } })![0]!.principals).toEqual(["*"]);
  });
});
