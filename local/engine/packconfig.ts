export type EnforcementLevel = "advisory" | "mandatory" | "remediate" | "disabled";

/** A policy as its pack describes it. */
export interface DeclaredPolicy {
  name: string;
  level: EnforcementLevel;
  schema?: { properties: Record<string, Record<string, unknown>>; required: string[] };
}

export interface PolicySettings {
  level: EnforcementLevel;
  properties: Record<string, unknown>;
}

type Settings = Partial<PolicySettings>;

const levels: readonly unknown[] = ["advisory", "mandatory", "remediate", "disabled"] satisfies EnforcementLevel[];

/**
 * What each policy runs with, as the Pulumi CLI works it out: the pack's own levels and defaults, then the pack's initial
 * configuration, then ours; in each of the two, "all" sets the level of every policy before single policies are looked
 * at. What is for no policy of the pack goes to it too, so that it can say so. Throws an Error that names the policy and
 * what is wrong with its configuration.
 */
export async function reconcile(
  policies: DeclaredPolicy[],
  initial: Record<string, Settings>,
  config: Record<string, unknown>,
): Promise<Map<string, PolicySettings>> {
  const result = new Map<string, PolicySettings>(
    policies.map(({ name, level, schema }) => [name, { level, properties: defaultsOf(schema) }]),
  );
  apply(result, initial);
  apply(result, Object.fromEntries(Object.entries(config).map(([name, value]) => [name, parseSettings(name, value)])));
  for (const { name, schema } of policies) {
    const properties = result.get(name)?.properties;
    if (schema && properties) await validate(name, schema, properties);
  }
  return result;
}

function defaultsOf(schema: DeclaredPolicy["schema"]): Record<string, unknown> {
  const declared = Object.entries(schema?.properties ?? {}).filter(([, property]) => "default" in property);
  return Object.fromEntries(declared.map(([name, property]) => [name, property["default"]]));
}

function apply(result: Map<string, PolicySettings>, given: Record<string, Settings>): void {
  const all = given["all"]?.level;
  if (all) for (const settings of result.values()) settings.level = all;
  for (const [name, { level, properties }] of Object.entries(given)) {
    if (name === "all") continue;
    const settings = result.get(name) ?? { level: "advisory", properties: {} };
    result.set(name, {
      level: level ?? settings.level,
      properties: { ...settings.properties, ...properties },
    });
  }
}

function parseSettings(name: string, value: unknown): Settings {
  if (typeof value === "string") return { level: parseLevel(name, value) };
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Error(`configuration of "${name}" must be a level or a map, got ${JSON.stringify(value)}`);
  }
  const { enforcementLevel, ...properties } = value as Record<string, unknown>;
  return enforcementLevel === undefined ? { properties } : { level: parseLevel(name, enforcementLevel), properties };
}

function parseLevel(name: string, level: unknown): EnforcementLevel {
  if (levels.includes(level)) return level as EnforcementLevel;
  throw new Error(`configuration of "${name}" must be one of ${levels.join(", ")}, got ${JSON.stringify(level)}`);
}

async function validate(
  name: string,
  schema: NonNullable<DeclaredPolicy["schema"]>,
  properties: Record<string, unknown>,
): Promise<void> {
  // Most packs have no schemas, and loading this takes a tenth of a second.
  const { z } = await import("zod");
  const checked = z.fromJSONSchema({ type: "object", ...schema });
  const result = checked.safeParse(properties);
  if (result.success) return;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".") || "its properties"}: ${message}`);
  throw new Error(`configuration of "${name}" must fit its schema, got ${problems.join("; ")}`);
}
