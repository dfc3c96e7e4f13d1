import type { z } from "zod";
import { keysOf, membersWith, schemaAt } from "./introspect";

/** One mistake in configuration. */
export interface Problem {
  /** Full path of the setting. */
  at: string;
  /** What is asked of it, continuing "<path> must". */
  must: string;
  /** What was given; left out when it is missing. */
  got?: unknown;
  remedy: string;
}

/** `teams, 0, name` as `platform:teams[0].name`. */
export function path(...parts: PropertyKey[]): string {
  return parts.reduce<string>((text, part, i) => {
    if (typeof part === "number") return `${text}[${part}]`;
    return i === 0 ? `platform:${String(part)}` : `${text}.${String(part)}`;
  }, "");
}

export function sentence({ at, must, got, remedy }: Problem): string {
  return `${at} must ${must}${got === undefined ? "" : `, got ${shown(got)}`}; ${remedy}`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Zod's issues in our words. `input` is what `schema` was given, found at `base` in the configuration. */
export function problemsOf(error: z.ZodError, schema: z.ZodType, input: unknown, base: string): Problem[] {
  return error.issues.flatMap((issue) => {
    const at = path(base, ...issue.path);
    const got = issue.path.reduce<unknown>(
      (value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key],
      input,
    );
    if (issue.message.startsWith("must ")) return [{ at, got, ...ownWords(issue.message) }];
    switch (issue.code) {
      case "unrecognized_keys": {
        const known = keysOf(schemaAt(schema, issue.path, input));
        return issue.keys.map((key) => {
          const members = membersWith(schema, issue.path, input, key);
          return members ? foreignKey(`${at}.${key}`, members) : unknownKey(`${at}.${key}`, key, known);
        });
      }
      case "invalid_type":
        return [{ at, got, ...wrongType(issue.expected, got) }];
      case "invalid_value":
        return [{ at, must: `be ${alternatives(issue.values)}`, got, remedy: remedyFor(got) }];
      case "invalid_union": {
        const values = discriminatorValues(schemaAt(schema, issue.path.slice(0, -1), input), issue.path.at(-1));
        return [{ at, must: `be ${alternatives(values)}`, got, remedy: remedyFor(got) }];
      }
      default:
        return [{ at, got, ...ownWords(issue.message) }];
    }
  });
}

/** The schema's own message, `must …; remedy`. */
function ownWords(message: string): Pick<Problem, "must" | "remedy"> {
  const [must = message, remedy = reference] = message.replace(/^must /, "").split("; ");
  return { must, remedy };
}

const reference = "docs/configuration.md lists all settings";

export function unknownKey(at: string, key: string, known: string[]): Problem {
  const near = known
    .map((name) => ({ name, distance: editDistance(key.toLowerCase(), name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const remedy =
    near && near.distance <= Math.max(2, key.length / 3) ? `did you mean ${near.name}? ${reference}` : reference;
  return { at, must: "be a setting, and it is not", remedy };
}

/** Two kinds at once: the setting belongs to another kind than the chosen one. */
function foreignKey(at: string, { discriminator, values }: { discriminator: string; values: unknown[] }): Problem {
  const must = `only be set where ${discriminator} is ${alternatives(values)}`;
  return { at, must, remedy: `remove it or change ${discriminator}` };
}

function wrongType(expected: string, got: unknown): Pick<Problem, "must" | "remedy"> {
  const names: Record<string, string> = {
    array: "a list",
    object: "a mapping",
    int: "a whole number",
    record: "a mapping",
    boolean: "true or false",
  };
  const name = names[expected] ?? `a ${expected}`;
  if (got === undefined) return { must: `be set to ${name}`, remedy: reference };
  return { must: `be ${name}`, remedy: remedyFor(got) };
}

function remedyFor(got: unknown): string {
  return got === undefined ? `add it: ${reference}` : `correct it: ${reference}`;
}

function alternatives(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value)).join(" or ");
}

function discriminatorValues(schema: z.ZodType | undefined, key: PropertyKey | undefined): unknown[] {
  const options = (schema as { options?: { shape: Record<PropertyKey, { values?: Set<unknown> }> }[] } | undefined)
    ?.options;
  return (options ?? []).flatMap((option) => [...((key !== undefined && option.shape[key]?.values) || [])]);
}

/** Levenshtein's distance: how many letters to change, add or leave out. */
export function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
