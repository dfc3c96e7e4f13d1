import { z } from "zod";

/** The schema inside defaults and optionals. */
export function unwrap(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional) {
    return unwrap(schema.unwrap() as z.ZodType);
  }
  return schema;
}

/** The schema of the value at `path`, or undefined where the path leaves the schema. `input` picks the union's member. */
export function schemaAt(schema: z.ZodType, path: PropertyKey[], input: unknown): z.ZodType | undefined {
  const found = unchosenAt(schema, path, input);
  return found && chosen(found.schema, found.value);
}

/** The members of a union at `path` that have the setting `key`, by their discriminating value: `kind` and `"aws"`. */
export function membersWith(schema: z.ZodType, path: PropertyKey[], input: unknown, key: string) {
  const union = unchosenAt(schema, path, input)?.schema;
  if (!(union instanceof z.ZodDiscriminatedUnion)) return undefined;
  const { discriminator } = union.def;
  const members = (union.options as z.ZodObject[]).filter((option) => key in option.shape);
  const values = members.flatMap((option) => [...((option.shape[discriminator] as Values).values ?? [])]);
  return values.length > 0 ? { discriminator, values } : undefined;
}

interface Values {
  values?: Set<unknown>;
}

function unchosenAt(
  schema: z.ZodType,
  path: PropertyKey[],
  input: unknown,
): { schema: z.ZodType; value: unknown } | undefined {
  const [key, ...rest] = path;
  if (key === undefined) return { schema: unwrap(schema), value: input };
  const bare = chosen(unwrap(schema), input);
  const value = (input as Record<PropertyKey, unknown> | undefined)?.[key];
  if (bare instanceof z.ZodArray) return unchosenAt(bare.element as z.ZodType, rest, value);
  if (bare instanceof z.ZodObject) {
    const member = (bare.shape as Record<PropertyKey, z.ZodType | undefined>)[key];
    return member && unchosenAt(member, rest, value);
  }
  return undefined;
}

function chosen(schema: z.ZodType, input: unknown): z.ZodType {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  const member = schema.options.find((option) => {
    const kinds = (option as z.ZodObject).shape[schema.def.discriminator] as Values;
    return kinds.values?.has((input as Record<string, unknown> | undefined)?.[schema.def.discriminator]);
  });
  return (member as z.ZodType | undefined) ?? schema;
}

/** The settings of an object, none for anything else. */
export function keysOf(schema: z.ZodType | undefined): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
