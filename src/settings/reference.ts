import { z } from "zod";
import { settings } from "./index";

/** JSON Schema as far as the reference reads it. */
interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
  additionalProperties?: boolean | Schema;
}

/** For editors: completes and checks `Pulumi.<stack>.yaml`. */
export function stackFileSchema(): object {
  const { properties = {}, required = [] } = settingsSchema();
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "Stack file of the platform",
    type: "object",
    properties: {
      config: {
        type: "object",
        properties: Object.fromEntries(Object.entries(properties).map(([key, schema]) => [`platform:${key}`, schema])),
        required: required.filter((key) => key !== "environments").map((key) => `platform:${key}`),
        // Other namespaces (pulumi:, aws:) belong to the engine and the providers.
        patternProperties: { "^(?!platform:)": {} },
        additionalProperties: false,
      },
    },
  };
}

/** `docs/configuration.md`: every setting with type, default and meaning. */
export function configurationReference(): string {
  const { properties = {}, required = [] } = settingsSchema();
  const sections = Object.entries(properties).map(([key, schema]) => {
    const rows = settingRows(`platform:${key}`, schema, key !== "environments" && required.includes(key));
    return [
      `## platform:${key}`,
      "",
      `${schema.description ?? ""}.`,
      "",
      "| Setting | Type | Default | Meaning |",
      "| --- | --- | --- | --- |",
      ...rows,
      "",
    ].join("\n");
  });
  return [
    "# Configuration",
    "",
    "Every setting of a stack file, generated from `src/settings/` by `npm run generate`. Unknown settings are refused.",
    "Units are in the names. Secrets have no setting: they never enter stack files.",
    "",
    ...sections,
  ].join("\n");
}

function settingsSchema(): Schema {
  return z.toJSONSchema(settings, { io: "input" }) as Schema;
}

function settingRows(path: string, schema: Schema, required: boolean): string[] {
  const byDefault = required ? "required" : schema.default === undefined ? "" : `\`${JSON.stringify(schema.default)}\``;
  const cells = [`\`${path}\``, typeOf(schema), byDefault, schema.description ?? ""];
  return [`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`, ...memberRows(path, schema)];
}

function memberRows(path: string, schema: Schema): string[] {
  if (schema.oneOf || schema.anyOf)
    return (schema.oneOf ?? schema.anyOf ?? []).flatMap((option) => memberRows(path, option));
  if (schema.items) return memberRows(`${path}[]`, schema.items);
  return Object.entries(schema.properties ?? {}).flatMap(([key, member]) =>
    settingRows(`${path}.${key}`, member, schema.required?.includes(key) ?? false),
  );
}

/** What a value of the schema is, in a reader's words. */
export function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(" or ");
  if (schema.items) return `list of ${schema.items.properties ? "mappings" : typeOf(schema.items)}`;
  if (schema.oneOf ?? schema.anyOf) return "mapping";
  if (schema.type === "object") return schema.properties ? "mapping" : "mapping of strings";
  return schema.type === "integer" ? "whole number" : (schema.type ?? "any");
}
