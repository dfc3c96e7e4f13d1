import { describe, expect, it } from "vitest";

import { metadata } from "../../../local/mutation/metadata";

const property = (name: string) => ({ node: { type: "ObjectProperty", key: { type: "Identifier", name } } });

describe("what mutants leave alone", () => {
  it.each(["title", "description", "group", "severity", "framework", "references", "remedy", "remediationSteps"])(
    "is a rule's %s",
    (name) => {
      expect(metadata.shouldIgnore(property(name))).toBe("what people read about a rule decides nothing");
    },
  );

  it.each([
    property("name"),
    property("levels"),
    property("kinds"),
    { node: { type: "StringLiteral" } },
    { node: { type: "ObjectProperty", key: { type: "StringLiteral", value: "title" } } },
  ])("is nothing else", (path) => {
    expect(metadata.shouldIgnore(path)).toBeUndefined();
  });
});
