import * as yaml from "yaml";
import { mergeValues, type HelmValues } from "../../../components/lib/chart-values";
import { messageOf, UserError } from "../../lib/errors";
import type { ChartContents, ChartDependency } from "../contents";
import { commentedKeys, type Commented } from "./commented";
import { childParts, schemaKeys, type SchemaPart } from "./schema";
import { hiddenDefaults, unwrittenSchemas } from "./unwritten";

/** What a chart says of one place among its values. */
export interface Known {
  /** The chart's default there, undefined when it has none. */
  defaults: unknown;
  commented: Commented[];
  schemas: SchemaPart[];
}

/** What can be said of a chart's values, its subcharts' included. */
export interface ChartKnowledge extends Known {
  /** Subcharts whose own values are not at hand, by the key of their values. */
  unseen: Map<string, ChartDependency>;
  hasSubcharts: boolean;
}

/**
 * @param others charts of the same folder, in which subcharts may be found that are not inside this one
 * @throws UserError when a values file is no YAML mapping
 */
export function knowledgeOf(chart: ChartContents, others: ChartContents[]): ChartKnowledge {
  let defaults = parseValues(chart);
  let commented = [commentedKeys(chart.values)];
  const hidden = defaults[hiddenDefaults];
  if (isMap(hidden)) {
    defaults = mergeValues(hidden, defaults);
    commented = [...commented, ...commented.flatMap(({ children }) => children.get(hiddenDefaults) ?? [])];
  }
  const own = isMap(chart.schema) ? [chart.schema] : [];
  const schemas = [...own, ...unwrittenSchemas(chart.name, isMap(hidden))].map((schema) => ({
    schema: schema as HelmValues,
    root: schema as HelmValues,
  }));
  const unseen = new Map<string, ChartDependency>();

  for (const dependency of chart.dependencies) {
    const key = dependency.alias ?? dependency.name;
    const subchart = find(dependency, chart.subcharts) ?? find(dependency, others);
    for (const path of dependency.condition?.split(",") ?? []) {
      const switched = path
        .trim()
        .split(".")
        .reduceRight<unknown>((value, key) => ({ [key]: value }), true);
      defaults = mergeValues(switched as HelmValues, defaults);
    }
    if (!subchart) {
      unseen.set(key, dependency);
      continue;
    }
    const inner = knowledgeOf(subchart, others);
    defaults = mergeValues({ [key]: inner.defaults }, defaults);
    for (const known of inner.commented) commented.push({ keys: new Set(), children: new Map([[key, known]]) });
    for (const { schema, root } of inner.schemas) schemas.push({ schema: { properties: { [key]: schema } }, root });
  }
  return { defaults, commented, schemas, unseen, hasSubcharts: chart.dependencies.length > 0 };
}

/** What is known of a key's value; undefined when the chart does not mention the key. */
export function childOf({ defaults, commented, schemas }: Known, key: string): Known | undefined {
  const parts = childParts(schemas, key);
  const isDefault = isMap(defaults) && Object.hasOwn(defaults, key);
  const isCommented = commented.some(({ keys }) => keys.has(key));
  if (!isDefault && !isCommented && parts.length === 0) return undefined;
  return {
    defaults: isDefault ? defaults[key] : undefined,
    commented: commented.flatMap(({ children }) => children.get(key) ?? []),
    schemas: parts,
  };
}

/** Keys that the chart mentions here. */
export function keysOf({ defaults, commented, schemas }: Known): string[] {
  const inDefaults = isMap(defaults) ? Object.keys(defaults) : [];
  return [...new Set([...inDefaults, ...schemaKeys(schemas).keys, ...commented.flatMap(({ keys }) => [...keys])])];
}

/** Whether any key may stand here: the chart gives an empty default or none, and no schema lists what there can be. */
export function isFree({ defaults, schemas }: Known): boolean {
  const { keys, others } = schemaKeys(schemas);
  if (others === "typed") return true;
  if (isMap(defaults) && Object.keys(defaults).length > 0) return false;
  return keys.length === 0 || (others === "unsaid" && defaults !== undefined);
}

function parseValues(chart: ChartContents): HelmValues {
  let values: unknown;
  try {
    values = (yaml.parse(chart.values, { merge: true, maxAliasCount: -1 }) as unknown) ?? {};
  } catch (error) {
    throw new UserError(
      `values.yaml of chart ${chart.name} must be YAML, got: ${messageOf(error).split("\n")[0]}; run npm run charts -- pull`,
    );
  }
  if (isMap(values)) return values;
  throw new UserError(`values.yaml of chart ${chart.name} must be a mapping; run npm run charts -- pull`);
}

function find({ name, version }: ChartDependency, charts: ChartContents[]): ChartContents | undefined {
  const named = charts.filter((chart) => chart.name === name);
  return named.find((chart) => chart.version === version) ?? named[0];
}

function isMap(value: unknown): value is HelmValues {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
