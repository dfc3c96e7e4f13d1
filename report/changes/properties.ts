/** A property that is not the same in two plans; undefined where one of them does not have it. */
export interface PropertyChange {
  /** Such as `spec.template.spec.containers[app].image`. */
  path: string;
  before: unknown;
  after: unknown;
}

type Same = (before: unknown, after: unknown) => boolean;

/**
 * Every property that differs, down to its leaf. Members of lists are told apart by their name where all have one, and
 * JSON in a string is looked into.
 *
 * @param same whether two leaves count as equal
 */
export function propertyChanges(before: unknown, after: unknown, same: Same = Object.is): PropertyChange[] {
  const changes: PropertyChange[] = [];
  compare("", opened(before), opened(after), same, changes);
  return changes;
}

function compare(path: string, before: unknown, after: unknown, same: Same, changes: PropertyChange[]): void {
  if (Object.is(before, after)) return;
  const [left, right] = [membersOf(before, after), membersOf(after, before)];
  if (left === undefined || right === undefined) {
    if (!same(before, after)) changes.push({ path, before, after });
    return;
  }
  for (const key of new Set([...left.keys(), ...right.keys()])) {
    compare(`${path}${key}`.replace(/^\./, ""), opened(left.get(key)), opened(right.get(key)), same, changes);
  }
}

/** Members by their part of the path. Undefined: a leaf, or something that cannot be compared member by member. */
function membersOf(value: unknown, other: unknown): Map<string, unknown> | undefined {
  if (Array.isArray(value)) {
    if (!Array.isArray(other)) return undefined;
    const names = namesOf(value);
    return names && namesOf(other)
      ? new Map(value.map((member: unknown, i) => [`[${names[i]}]`, member]))
      : new Map(value.map((member: unknown, i) => [`[${i}]`, member]));
  }
  if (!isMap(value) || !isMap(other)) return undefined;
  return new Map(
    Object.entries(value).map(([key, member]) => [/^[\w-]+$/.test(key) ? `.${key}` : `["${key}"]`, member]),
  );
}

/** Names of all members, when each has one of its own. */
function namesOf(list: unknown[]): string[] | undefined {
  const names = list.map((member) =>
    isMap(member) && typeof member["name"] === "string" ? member["name"] : undefined,
  );
  const own = new Set(names);
  return own.size === list.length && !own.has(undefined) ? (names as string[]) : undefined;
}

function opened(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value in a line of a report. */
export function shortly(value: unknown, most = 60): string {
  if (value === undefined) return "nothing";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const line = text.replace(/\s+/g, " ");
  return line.length > most ? `${line.slice(0, most - 1)}…` : line;
}
