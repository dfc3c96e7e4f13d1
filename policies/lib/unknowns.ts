/**
 * Three-valued logic over values that a preview does not know yet. The third value is an exception: reading an unknown
 * throws, and these combinators let it out only when the known values do not settle the answer.
 */

/** A verdict needs a value that only the deployment will tell. */
export class Undetermined extends Error {
  /**
   * @param path Path of the value in the resource's properties.
   * @param of The resource it belongs to (`TYPE::NAME`), when it is not the one that is judged.
   */
  constructor(
    readonly path: string,
    readonly of?: string,
  ) {
    super(`${path}${of === undefined ? "" : ` of ${of}`} is not known before the deployment`);
    this.name = "Undetermined";
  }

  /** The same, said of a resource that the judged one depends on. */
  from(resource: string): Undetermined {
    return new Undetermined(this.path, this.of ?? resource);
  }
}

/** An array that may be absent; anything else in its place holds nothing (the API server would refuse it). */
export type List<T> = readonly T[] | null | undefined;

/** Its declaration is stripped from the SDK's types, though its index exports it. */
interface Sdk {
  UnknownValueError: abstract new () => Error & { props: readonly PropertyKey[] };
}

/** Packs have it loaded; the program, which takes half a second for it, only reads what rules ask at admission. */
// eslint-disable-next-line @typescript-eslint/no-require-imports
const sdk = () => require("@pulumi/policy") as Sdk;

/** What was unknown, if that is why `error` was thrown. Anything else is thrown again: it is a defect. */
export function undetermined(error: unknown): Undetermined {
  if (error instanceof Undetermined) return error;
  if (error instanceof sdk().UnknownValueError) return new Undetermined(error.props.map(String).join("."));
  throw error;
}

/**
 * Reads what may belong to another resource than the one that is judged: what is unknown is said to be its.
 *
 * @param owner `TYPE::NAME` of that resource; undefined for the judged one.
 */
export function concerning<T>(owner: string | undefined, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const unknown = undetermined(error);
    throw owner === undefined ? unknown : unknown.from(owner);
  }
}

/** The string, empty for anything else that stands where one belongs: the API server would refuse it. */
export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** The value, or what was unknown about it. */
export function attempt<T>(read: () => T): T | Undetermined {
  try {
    return read();
  } catch (error) {
    return undetermined(error);
  }
}

/** The items for which `holds` is true, and what was unknown about others. Absent (null) items are passed over. */
export function select<T>(
  list: () => List<T>,
  holds: (item: T, index: number) => boolean,
): { found: T[]; unknown: Undetermined[] } {
  const found: T[] = [];
  const unknown: Undetermined[] = [];
  const items = attempt(list);
  if (items instanceof Undetermined) return { found, unknown: [items] };
  if (!Array.isArray(items)) return { found, unknown };
  for (let index = 0; index < items.length; index++) {
    try {
      const item = (items as readonly T[])[index];
      if (item !== null && item !== undefined && holds(item, index)) found.push(item);
    } catch (error) {
      unknown.push(undetermined(error));
    }
  }
  return { found, unknown };
}

/** The first item for which `holds` is true; unknown only when no item's known values say so. */
export function find<T>(list: () => List<T>, holds: (item: T, index: number) => boolean): T | undefined {
  let unknown: Undetermined | undefined;
  const items = list();
  if (!Array.isArray(items)) return undefined;
  for (let index = 0; index < items.length; index++) {
    try {
      const item = (items as readonly T[])[index];
      if (item !== null && item !== undefined && holds(item, index)) return item;
    } catch (error) {
      unknown ??= undetermined(error);
    }
  }
  if (unknown) throw unknown;
  return undefined;
}

/** Whether the list has an item, be it an unknown one. */
export function nonEmpty(list: () => List<unknown>): boolean {
  const items = list();
  return Array.isArray(items) && items.length > 0;
}

/** True if any item holds, whatever is unknown about the others. */
export function some<T>(list: () => List<T>, holds: (item: T, index: number) => boolean): boolean {
  return find(list, holds) !== undefined;
}

/** False if any item does not hold, whatever is unknown about the others. */
export function every<T>(list: () => List<T>, holds: (item: T, index: number) => boolean): boolean {
  return !some(list, (item, index) => !holds(item, index));
}

/** `and` of conditions: false as soon as one is, even after an unknown one. */
export function all(...conditions: (() => boolean)[]): boolean {
  return every(
    () => conditions,
    (condition) => condition(),
  );
}

/** `or` of conditions: true as soon as one is, even after an unknown one. */
export function any(...conditions: (() => boolean)[]): boolean {
  return some(
    () => conditions,
    (condition) => condition(),
  );
}

/** Keys of a map with readers of its values: a key is always known, one unknown value does not hide the others. */
export function entries<V>(map: Readonly<Record<string, V>> | null | undefined): [key: string, value: () => V][] {
  if (typeof map !== "object" || map === null) return [];
  return Object.keys(map).map((key) => [key, () => map[key] as V]);
}
