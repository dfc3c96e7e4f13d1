import type { Environment } from "./environment";

/** What a violation does; `remediate` repairs the resource first and is mandatory for what is left. */
export type Level = "advisory" | "mandatory" | "remediate" | "disabled";

/** A rule's level in every environment. */
export type Levels = Readonly<Record<Environment, Level>>;

// Named as in the catalogue: a letter each for dev, staging and production.
export const AAM: Levels = { dev: "advisory", staging: "advisory", production: "mandatory" };
export const AMM: Levels = { dev: "advisory", staging: "mandatory", production: "mandatory" };
export const MMM: Levels = { dev: "mandatory", staging: "mandatory", production: "mandatory" };
export const RMM: Levels = { dev: "remediate", staging: "mandatory", production: "mandatory" };
export const RRM: Levels = { dev: "remediate", staging: "remediate", production: "mandatory" };
/** Costs money that nobody spends on trying things out. */
export const DMM: Levels = { dev: "disabled", staging: "mandatory", production: "mandatory" };
export const DAM: Levels = { dev: "disabled", staging: "advisory", production: "mandatory" };
