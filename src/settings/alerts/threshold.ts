import { z } from "zod";
import type { environmentNames } from "../team";

type EnvironmentName = (typeof environmentNames)[number];

/** What holds where a stack does not say, by the most important environment that it carries. */
export const defaultThresholds = z.registry<Record<EnvironmentName, number>>();

interface Threshold {
  unit: string;
  /** Smallest and largest value that makes sense. */
  range: [min: number, max: number];
  /** For dev, staging and production. */
  byDefault: [dev: number, staging: number, production: number];
  /** Whether a fraction makes sense. @default false */
  fraction?: boolean;
}

/** One threshold: a number with unit, range and a default for each environment. */
export function threshold(what: string, { unit, range: [min, max], byDefault, fraction }: Threshold) {
  const [dev, staging, production] = byDefault;
  const message = `must be from ${min} to ${max} (${unit}); write for example ${production}`;
  const number = fraction ? z.number() : z.int();
  const schema = number
    .min(min, message)
    .max(max, message)
    .optional()
    .describe(`${what} (${unit}). Default: ${dev} in dev, ${staging} in staging, ${production} in production`);
  return schema.register(defaultThresholds, { dev, staging, production });
}

export const percent = (what: string, byDefault: Threshold["byDefault"], range: Threshold["range"] = [1, 99]) =>
  threshold(what, { unit: "percent", range, byDefault });

/** How long something may last before an alert fires. */
export const minutes = (what: string, byDefault: Threshold["byDefault"]) =>
  threshold(what, { unit: "minutes", range: [1, 1440], byDefault });
