/** What people read about a rule; it decides nothing. test/docs and test/policies/coverage judge it. */
const PROPERTIES = new Set([
  "title",
  "description",
  "group",
  "severity",
  "framework",
  "references",
  "remedy",
  "remediationSteps",
  // The same question in CEL: the API server's own verdicts are compared with the rule's.
  "admission",
]);

/** A part of Babel's `NodePath<ObjectProperty>`, of which Stryker has no declaration. */
interface PropertyPath {
  node: { type: string; key?: { type: string; name?: string } };
}

export const metadata = {
  /** The reason, or undefined for what is mutated. */
  shouldIgnore({ node }: PropertyPath): string | undefined {
    if (node.type !== "ObjectProperty" || node.key?.type !== "Identifier") return undefined;
    return PROPERTIES.has(node.key.name ?? "") ? "what people read about a rule decides nothing" : undefined;
  },
};
