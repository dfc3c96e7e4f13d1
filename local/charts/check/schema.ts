type Json = Record<string, unknown>;

/** A part of a JSON schema, with the whole that its references point into. */
export interface SchemaPart {
  schema: Json;
  root: Json;
}

/** What a schema says of the keys of an object. */
export interface SchemaKeys {
  /** Listed in `properties`. */
  keys: string[];
  /** Whether other keys are allowed: `closed` forbids them, `typed` says what they hold. */
  others: "unsaid" | "closed" | "typed";
}

/** What the parts together say. A reference to another host allows everything: it is not followed. */
export function schemaKeys(parts: SchemaPart[]): SchemaKeys {
  const all = parts.flatMap((part) => flattened(part));
  const keys = [...new Set(all.flatMap(({ schema }) => Object.keys(objectIn(schema, "properties"))))];
  const typed = all.some(({ schema }) => isFar(schema) || isObject(schema["additionalProperties"]));
  const closed = all.some(({ schema }) => schema["additionalProperties"] === false);
  return { keys, others: typed ? "typed" : closed ? "closed" : "unsaid" };
}

/** The parts for the value of one key; empty when the key is not mentioned. */
export function childParts(parts: SchemaPart[], key: string): SchemaPart[] {
  const all = parts.flatMap((part) => flattened(part));
  const listed = all.flatMap(({ schema, root }) => child(objectIn(schema, "properties"), key, root));
  if (listed.length > 0) return listed;
  return all.flatMap(({ schema, root }) => [
    ...Object.entries(objectIn(schema, "patternProperties")).flatMap(([pattern, inner]) =>
      new RegExp(pattern).test(key) && isObject(inner) ? [{ schema: inner, root }] : [],
    ),
    ...(isObject(schema["additionalProperties"]) ? [{ schema: schema["additionalProperties"], root }] : []),
  ]);
}

function child(properties: Json, key: string, root: Json): SchemaPart[] {
  const schema = Object.hasOwn(properties, key) ? properties[key] : undefined;
  // `key: true` allows anything there, which an empty schema says as well.
  return isObject(schema) ? [{ schema, root }] : schema === true ? [{ schema: {}, root }] : [];
}

/** A schema together with everything that it combines or refers to. */
function flattened({ schema, root }: SchemaPart, seen: unknown[] = []): SchemaPart[] {
  if (seen.includes(schema)) return [];
  const combined = ["allOf", "anyOf", "oneOf"].flatMap((word) => (schema[word] as unknown[] | undefined) ?? []);
  const parts = [...combined, schema["then"], schema["else"], refersTo(schema, root)].filter(isObject);
  return [{ schema, root }, ...parts.flatMap((part) => flattened({ schema: part, root }, [...seen, schema]))];
}

function refersTo(schema: Json, root: Json): unknown {
  const reference = schema["$ref"];
  if (typeof reference !== "string" || !reference.startsWith("#")) return undefined;
  const keys = reference.slice(1).split("/").filter(Boolean);
  return keys
    .map((key) => decodeURIComponent(key).replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<unknown>((node, key) => (isObject(node) ? node[key] : undefined), root);
}

function isFar(schema: Json): boolean {
  return typeof schema["$ref"] === "string" && !schema["$ref"].startsWith("#");
}

function objectIn(schema: Json, key: string): Json {
  return isObject(schema[key]) ? schema[key] : {};
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
