import * as pulumi from "@pulumi/pulumi";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mergeValues, type HelmValues } from "../../../components/lib/chart-values";

const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.integer(), { maxLength: 3 }),
);
const key = fc.oneof(fc.constantFrom("a", "b", "c", "__proto__", "constructor"), fc.string({ maxLength: 3 }));
const values = fc.letrec<{ tree: HelmValues; node: unknown }>((tie) => ({
  node: fc.oneof({ maxDepth: 3 }, leaf, tie("tree")),
  tree: fc.dictionary(key, tie("node"), { maxKeys: 4, noNullPrototype: true }),
})).tree;

describe("mergeValues", () => {
  it.each<[string, HelmValues, HelmValues, HelmValues]>([
    ["merges objects deeply", { a: { b: 1, c: 2 } }, { a: { c: 3 } }, { a: { b: 1, c: 3 } }],
    ["replaces lists whole", { a: [1, 2] }, { a: [3] }, { a: [3] }],
    ["replaces a scalar by an object", { a: "x" }, { a: { b: 1 } }, { a: { b: 1 } }],
    ["replaces an object by a scalar", { a: { b: 1 } }, { a: false }, { a: false }],
    ["keeps null, so that Helm removes the chart's default", { a: { b: 1 } }, { a: { b: null } }, { a: { b: null } }],
    ["replaces null by an object", { a: null }, { a: { b: 1 } }, { a: { b: 1 } }],
    ["takes undefined as not set", { a: 1 }, { a: undefined, b: undefined }, { a: 1 }],
  ])("%s", (_, base, extra, expected) => {
    expect(mergeValues(base, extra)).toStrictEqual(expected);
  });

  it("keeps outputs whole", () => {
    const arn = pulumi.output("arn");
    expect(mergeValues({ role: { arn: "x" } }, { role: { arn } })["role"]).toHaveProperty("arn", arn);
  });

  it("leaves prototypes alone when a key is named __proto__", () => {
    const merged = mergeValues({}, JSON.parse('{"__proto__": {"polluted": true}}') as HelmValues);
    expect(({} as HelmValues)["polluted"]).toBeUndefined();
    expect(merged["polluted"]).toBeUndefined();
    expect(Object.keys(merged)).toEqual(["__proto__"]);
  });

  it("gives the base back when nothing is set on top", () => {
    fc.assert(fc.property(values, (base) => void expect(mergeValues(base, {})).toEqual(base)));
  });

  it("gives what is on top when nothing is below", () => {
    fc.assert(fc.property(values, (extra) => void expect(mergeValues({}, extra)).toEqual(extra)));
  });

  it("changes nothing when the same is merged again", () => {
    fc.assert(
      fc.property(values, values, (base, extra) => {
        const once = mergeValues(base, extra);
        expect(mergeValues(once, extra)).toEqual(once);
      }),
    );
  });

  it("lets the later value of every leaf win", () => {
    fc.assert(
      fc.property(values, values, (base, extra) => {
        const merged = mergeValues(base, extra);
        for (const path of leaves(extra)) expect(at(merged, path)).toEqual(at(extra, path));
      }),
    );
  });

  it("does not depend on how a sequence of merges is grouped", () => {
    fc.assert(
      fc.property(values, values, values, (a, b, c) => {
        // Only where no leaf of b replaces an object of a: Helm's own merge is not associative there either.
        fc.pre(leaves(b).every((path) => !isObject(at(a, path))));
        expect(mergeValues(mergeValues(a, b), c)).toEqual(mergeValues(a, mergeValues(b, c)));
      }),
    );
  });

  it("changes neither argument", () => {
    fc.assert(
      fc.property(values, values, (base, extra) => {
        const before = structuredClone([base, extra]);
        const merged = mergeValues(base, extra);
        for (const value of Object.values(merged)) if (isObject(value)) value["added"] = 1;
        expect([base, extra]).toEqual(before);
      }),
    );
  });
});

function isObject(value: unknown): value is HelmValues {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function leaves(tree: HelmValues, path: string[] = []): string[][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    isObject(value) ? leaves(value, [...path, key]) : [[...path, key]],
  );
}

function at(tree: HelmValues, path: string[]): unknown {
  return path.reduce<unknown>(
    (node, key) => (isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined),
    tree,
  );
}
