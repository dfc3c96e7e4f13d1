/** Values of a Helm chart. Leaves may be outputs of resources; `null` removes a default of the chart. */
export type HelmValues = { [key: string]: unknown };

/**
 * Merges as Helm does: objects merge deeply, lists and everything else replace, `null` stays in the result so that Helm
 * removes the chart's default too. `undefined` means "not set". Neither argument is changed or shared with the result's
 * objects.
 */
export function mergeValues(base: HelmValues, extra: HelmValues): HelmValues {
  const merged: HelmValues = {};
  for (const source of [base, extra]) {
    for (const [key, value] of Object.entries(source)) {
      if (value === undefined) continue;
      const before = Object.hasOwn(merged, key) ? merged[key] : undefined;
      // Not an assignment: a key named __proto__ would change the prototype instead of becoming a key.
      Object.defineProperty(merged, key, {
        value: isObject(value) ? mergeValues(isObject(before) ? before : {}, value) : value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    }
  }
  return merged;
}

/** Outputs and other class instances are leaves. */
function isObject(value: unknown): value is HelmValues {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
