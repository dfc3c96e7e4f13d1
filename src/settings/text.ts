import { z } from "zod";

/** Kubernetes' rule for most names. */
export const dnsLabel = (what: string, example: string) =>
  z
    .string()
    .regex(
      /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/,
      `must be at most 63 of a-z, 0-9 and "-", beginning and ending with a letter or digit; write for example ${example}`,
    )
    .describe(what);

/** A name in DNS of two labels or more, without a wildcard. */
export const dnsName = (what: string, example: string) =>
  z
    .string()
    .max(253, `must be at most 253 letters long; write for example ${example}`)
    .regex(
      /^([a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\.)+[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/,
      `must be a DNS name in lower case, without a wildcard; write for example ${example}`,
    )
    .describe(what);

/** A person's or a group's name in the sign-in provider. */
export const group = z
  .string()
  .min(1, "must not be empty; write the group's name as the sign-in provider sends it")
  .refine(
    (name) => !name.startsWith("system:"),
    'must not begin with "system:"; those groups belong to Kubernetes: write a group of your sign-in provider',
  )
  .describe("Name of a group, as the sign-in provider sends it");

export const groups = (what: string) => z.array(group).default([]).describe(what);

export const port = z
  .int()
  .min(1, "must be a port from 1 to 65535; write for example 8080")
  .max(65535, "must be a port from 1 to 65535; write for example 8080");

/** A count or amount that makes no sense at zero. */
export const amount = (what: string, unit: string, byDefault: number) =>
  z
    .number()
    .positive(`must be more than 0 (${unit}); write for example ${byDefault}`)
    .default(byDefault)
    .describe(`${what} (${unit})`);

export const count = (what: string, byDefault: number) =>
  z.int().min(1, `must be 1 or more; write for example ${byDefault}`).default(byDefault).describe(what);
