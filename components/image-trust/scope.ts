/**
 * Namespaces of teams and environments. Those of the platform are none of them: whatever happens to the engine, the
 * platform can be repaired. Previews run what a merge request's pipeline built, which is signed only once it is merged;
 * production has none.
 */
export const governedNamespaces = {
  matchExpressions: [
    { key: "platform/environment", operator: "Exists" },
    { key: "platform/preview", operator: "DoesNotExist" },
  ],
};
