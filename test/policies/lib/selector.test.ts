import { describe, expect, it } from "vitest";

import { Labels } from "../../../policies/lib/kubernetes/labels";
import { Selector } from "../../../policies/lib/kubernetes/selector";
import type { LabelSelector } from "../../../policies/lib/kubernetes/types";
import { attempt, Undetermined } from "../../../policies/lib/unknowns";

const expression = (key: string, operator: string, ...values: string[]): LabelSelector => ({
  matchExpressions: [{ key, operator, values }],
});
const selector = (given: LabelSelector | null) => Selector.of(() => given);
const labels = (map: Record<string, string>) => new Labels(() => map);
/** What a three-valued question comes to. */
const answer = <T>(question: () => T) => {
  const result = attempt(question);
  return result instanceof Undetermined ? result.message : result;
};
const unknown = (): never => {
  throw new Undetermined("spec.selector");
};
/** Its values are read, and fail to be, one at a time. */
const partly = {
  a: "1",
  get b() {
    return unknown();
  },
};
const UNREAD = "spec.selector is not known before the deployment";

describe("a selector selects", () => {
  it.each([
    ["everything when it asks for nothing", {}, {}, true],
    ["everything when it is absent", null, { a: "1" }, true],
    ["a label's value", { matchLabels: { a: "1" } }, { a: "1", b: "2" }, true],
    ["no other value", { matchLabels: { a: "1" } }, { a: "2" }, false],
    ["nothing without the label", { matchLabels: { a: "1" } }, { b: "1" }, false],
    ["only what has all labels", { matchLabels: { a: "1", b: "2" } }, { a: "1" }, false],
    ["one of several values", expression("a", "In", "1", "2"), { a: "2" }, true],
    ["none but several values", expression("a", "In", "1", "2"), { a: "3" }, false],
    ["none of several values", expression("a", "NotIn", "1", "2"), { a: "2" }, false],
    ["other values", expression("a", "NotIn", "1", "2"), { a: "3" }, true],
    ["no value where some are excluded", expression("a", "NotIn", "1"), {}, true],
    ["any value", expression("a", "Exists"), { a: "" }, true],
    ["no absence of any value", expression("a", "Exists"), {}, false],
    ["the absence of a label", expression("a", "DoesNotExist"), { b: "1" }, true],
    ["no label where it must be absent", expression("a", "DoesNotExist"), { a: "1" }, false],
    ["nothing by an operator that does not exist", expression("a", "Like", "1"), { a: "1" }, false],
    ["nothing by an expression that says nothing", { matchExpressions: [{}] }, { a: "1" }, false],
    [
      "nothing by a list of values that is none",
      { matchExpressions: [{ key: "a", operator: "In" }] },
      { a: "1" },
      false,
    ],
    [
      "what both its labels and its expressions select",
      { matchLabels: { a: "1" }, ...expression("b", "Exists") },
      { a: "1" },
      false,
    ],
  ])("%s", (_title, given, map, expected) => {
    expect(selector(given).matches(labels(map))).toBe(expected);
  });

  it("what is unknown, unless another requirement settles it", () => {
    const half = selector({ matchLabels: partly });
    expect(answer(() => half.matches(labels({ a: "1", b: "2" })))).toBe(UNREAD);
    expect(answer(() => half.matches(labels({ a: "2", b: "2" })))).toBe(false);
    const unread = Selector.of(unknown, "TYPE::name");
    expect(answer(() => unread.matches(labels({})))).toBe(
      "spec.selector of TYPE::name is not known before the deployment",
    );
  });

  it("what is unknown where all labels are, unless an expression settles it", () => {
    const half = selector({
      get matchLabels() {
        return unknown();
      },
      ...expression("b", "Exists"),
    });
    expect(answer(() => half.matches(labels({ b: "1" })))).toBe(UNREAD);
    expect(answer(() => half.matches(labels({})))).toBe(false);
  });
});

describe("one selector implies another", () => {
  it.each([
    [expression("a", "In", "1"), expression("a", "In", "1", "2"), true],
    [expression("a", "In", "1", "2"), expression("a", "In", "1"), false],
    [expression("a", "In", "1"), expression("b", "In", "1"), false],
    [expression("a", "Exists"), expression("a", "In", "1"), false],
    [expression("a", "In", "1"), expression("a", "Exists"), true],
    [expression("a", "Exists"), expression("a", "Exists"), true],
    [expression("a", "NotIn", "1"), expression("a", "Exists"), false],
    [expression("a", "DoesNotExist"), expression("a", "Exists"), false],
    [expression("a", "DoesNotExist"), expression("a", "DoesNotExist"), true],
    [expression("a", "NotIn", "1"), expression("a", "DoesNotExist"), false],
    [expression("a", "NotIn", "1", "2"), expression("a", "NotIn", "1"), true],
    [expression("a", "NotIn", "1"), expression("a", "NotIn", "1", "2"), false],
    [expression("a", "DoesNotExist"), expression("a", "NotIn", "1"), true],
    [expression("a", "In", "2"), expression("a", "NotIn", "1"), true],
    [expression("a", "In", "1", "2"), expression("a", "NotIn", "1"), false],
    [expression("a", "Exists"), expression("a", "NotIn", "1"), false],
    [{ matchLabels: { a: "1", b: "2" } }, { matchLabels: { b: "2" } }, true],
    [{ matchLabels: { b: "2" } }, { matchLabels: { a: "1", b: "2" } }, false],
  ])("%j and %j: %s", (one, other, expected) => {
    expect(selector(one).implies(selector(other))).toBe(expected);
  });
});

describe("a selector", () => {
  it("is empty when it asks for nothing, and when it is absent", () => {
    expect([selector({}).empty, selector(null).empty]).toEqual([true, true]);
    expect(selector({ matchLabels: { a: "1" } }).empty).toBe(false);
    expect(answer(() => Selector.of(unknown).empty)).toBe(UNREAD);
  });

  it.each([
    [{ matchLabels: { a: "1" } }, true],
    [expression("a", "Exists"), true],
    [expression("a", "NotIn", "1"), false],
    [expression("a", "DoesNotExist"), false],
    [expression("kubernetes.io/metadata.name", "Exists"), false],
    [expression("kubernetes.io/metadata.name", "In", "shop"), true],
    [{}, false],
  ])("%j asks for a label that somebody sets: %s", (given, expected) => {
    expect(selector(given).positive).toBe(expected);
  });

  it("tells the values that it limits a label to, as far as they are known", () => {
    const given = selector({
      matchLabels: { a: "1" },
      matchExpressions: [
        { key: "a", operator: "In", values: ["2", "3"] },
        { key: "a", operator: "NotIn", values: ["4"] },
        { key: "b", operator: "In", values: ["5"] },
      ],
    });
    expect(given.values("a")).toEqual(["1", "2", "3"]);
    expect(given.values("c")).toEqual([]);
    expect(selector({ matchLabels: partly }).values("a")).toEqual(["1"]);
  });

  it("has one key with those that read the same, in any order", () => {
    const a = selector({ matchLabels: { a: "1", b: "2" } });
    const b = selector({ ...expression("b", "In", "2"), matchLabels: { a: "1" } });
    expect(a.key).toBe('["a,In,1","b,In,2"]');
    expect(b.key).toBe(a.key);
    expect(selector(expression("a", "NotIn", "2", "1")).key).toBe('["a,NotIn,1,2"]');
  });

  it("has no key while something of it is unknown", () => {
    expect(selector({ matchLabels: partly }).key).toBeUndefined();
    expect(Selector.of(unknown).key).toBeUndefined();
  });
});
