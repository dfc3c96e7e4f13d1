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
  const bare = chosen(unwrap(schema), input);
  const [key, ...rest] = path;
  if (key === undefined) return bare;
  const value = (input as Record<PropertyKey, unknown> | undefined)?.[key];
  if (bare instanceof z.ZodArray) return schemaAt(bare.element as z.ZodType, rest, value);
  if (bare instanceof z.ZodObject) {
    const member = (bare.shape as Record<PropertyKey, z.ZodType | undefined>)[key];
    return member && schemaAt(member, rest, value);
  }
  return undefined;
}

function chosen(schema: z.ZodType, input: unknown): z.ZodType {
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return schema;
  const member = schema.options.find((option) => {
    const kinds = (option as z.ZodObject).shape[schema.def.discriminator] as { values?: Set<unknown> };
    return kinds.values?.has((input as Record<string, unknown> | undefined)?.[schema.def.discriminator]);
  });
  return (member as z.ZodType | undefined) ?? schema;
}

/** The settings of an object, none for anything else. */
export function keysOf(schema: z.ZodType | undefined): string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
