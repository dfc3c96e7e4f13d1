import { describe, expect, it } from "vitest";
import { selects } from "../../../../local/verify/network/selector";
import type { LabelSelector } from "../../../../local/verify/network/types";

const expression = (key: string, operator: string, values?: string[]): LabelSelector => ({
  matchExpressions: [{ key, operator, values }],
});

describe("a label selector", () => {
  it.each<[string, LabelSelector, Record<string, string>, boolean]>([
    ["empty, on no labels", {}, {}, true],
    ["empty, on labels", {}, { app: "web" }, true],
    ["matchLabels, same value", { matchLabels: { app: "web" } }, { app: "web", tier: "front" }, true],
    ["matchLabels, other value", { matchLabels: { app: "web" } }, { app: "db" }, false],
    ["matchLabels, one of two missing", { matchLabels: { app: "web", tier: "front" } }, { app: "web" }, false],
    ["In, listed", expression("app", "In", ["web", "db"]), { app: "db" }, true],
    ["In, not listed", expression("app", "In", ["web"]), { app: "db" }, false],
    ["In, key missing", expression("app", "In", ["web"]), {}, false],
    ["NotIn, listed", expression("app", "NotIn", ["web"]), { app: "web" }, false],
    ["NotIn, not listed", expression("app", "NotIn", ["web"]), { app: "db" }, true],
    ["NotIn, key missing", expression("app", "NotIn", ["web"]), {}, true],
    ["Exists, present", expression("app", "Exists"), { app: "" }, true],
    ["Exists, missing", expression("app", "Exists"), {}, false],
    ["DoesNotExist, present", expression("app", "DoesNotExist"), { app: "" }, false],
    ["DoesNotExist, missing", expression("app", "DoesNotExist"), {}, true],
    ["a key that every object inherits", expression("constructor", "Exists"), {}, false],
    [
      "labels and expressions together",
      { matchLabels: { app: "web" }, matchExpressions: [{ key: "tier", operator: "Exists" }] },
      { app: "web" },
      false,
    ],
  ])("%s", (_, selector, labels, matches) => {
    expect(selects(selector, labels)).toBe(matches);
  });

  it("fails when an operator is unknown", () => {
    expect(() => selects(expression("app", "Gt", ["1"]), { app: "2" })).toThrow(
      "label selector operator must be In, NotIn, Exists or DoesNotExist, got Gt",
    );
  });
});
