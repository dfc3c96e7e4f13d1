import type { Resource } from "../rule";
import { attempt, Undetermined } from "../unknowns";

/** The properties of a resource, as the SDK of its provider types them. Any may be absent, or junk. */
export function propsOf<T extends object>(resource: Resource): Partial<T> {
  return resource.props as Partial<T>;
}

/** Resources of the types, in the order of the stack. */
export function ofType(resources: readonly Resource[], ...types: readonly string[]): Resource[] {
  return resources.filter(({ type }) => types.includes(type));
}

/** `TYPE::NAME` of a resource. */
export function idOf({ type, name }: Resource): string {
  return `${type}::${name}`;
}

/** True, however a provider writes it. */
export function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

/**
 * Whether the object has something under the key. A value that only the deployment knows counts: who passes on the
 * output of a resource has set it. An object that is unknown itself does not: it may lack the key.
 */
export function isSet(read: () => object | null | undefined, key: string): boolean {
  const object = read();
  if (typeof object !== "object" || object === null || !(key in object)) return false;
  const value = attempt(() => (object as Record<string, unknown>)[key]);
  return value instanceof Undetermined || (value !== undefined && value !== null && value !== "");
}

/** A string or a list of strings, as a list. */
export function strings(value: unknown): string[] {
  const list = Array.isArray(value) ? (value as unknown[]) : [value];
  return list.filter((item): item is string => typeof item === "string");
}
