import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { root } from "../lib/project";

/** A resource of an example, as a preview shows it. */
export interface ExampleResource {
  type: string;
  name: string;
  /** A value that only the deployment will tell is {@link UNKNOWN}. */
  props: Record<string, unknown>;
  /** Properties of its provider. */
  provider?: Record<string, unknown>;
  protect?: boolean;
  /** By property, the resources (`TYPE::NAME`) whose outputs it is made of. */
  madeOf?: Record<string, string[]>;
}

/** One half of a rule's example: what the page shows, and what the rule judges. */
export interface Example {
  text: string;
  resources: ExampleResource[];
}

export interface Examples {
  bad: Example;
  good: Example;
}

/** How the engine writes a string that a preview does not know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/**
 * The example of a rule: `policies/PACK/examples/RULE.yaml`, outside of what a pack loads. It has the parts `# bad` and
 * `# good`. A document is a Kubernetes object, or a resource much as Pulumi's YAML writes it (`type`, `name`,
 * `properties`, `protect`, `provider`), where `${NAME.output}` stands for what only the deployment will tell.
 */
export function examplesOf(pack: string, rule: string): Examples {
  const file = join("policies", pack, "examples", `${rule}.yaml`);
  const parts = new Map<string, string>();
  for (const [, name = "", text = ""] of readFileSync(join(root, file), "utf8").matchAll(PART)) {
    parts.set(name, text.trim());
  }
  const half = (name: string): Example => {
    const text = parts.get(name);
    if (text === undefined) throw new Error(`${file} must have a part "# ${name}"; add it`);
    return { text, resources: resourcesOf(text) };
  };
  return { bad: half("bad"), good: half("good") };
}

const PART = /^# (bad|good)\n([\s\S]*?)(?=\n---\n# (?:bad|good)\n|$(?![\s\S]))/gm;

type Document = Record<string, unknown>;

interface Written {
  apiVersion?: string;
  kind?: string;
  metadata?: { name?: string; namespace?: string };
  type?: string;
  name?: string;
  properties?: Document;
  protect?: boolean;
  provider?: Document;
}

/** The resources that the documents of an example describe. */
export function resourcesOf(text: string): ExampleResource[] {
  const written = parseAllDocuments(text).map((document) => resourceOf(document.toJS() as Document));
  const ids = new Map(written.map(({ type, name }) => [name, `${type}::${name}`]));
  return written.map((resource) => withUnknowns(resource, ids));
}

function resourceOf(document: Document): ExampleResource {
  const { apiVersion, kind, metadata, type, name, properties = {}, protect, provider } = document as Written;
  if (type !== undefined && name !== undefined) {
    return { type, name, props: properties, ...(protect && { protect }), ...(provider && { provider }) };
  }
  const version = apiVersion?.includes("/") ? apiVersion : `core/${apiVersion}`;
  const place = [metadata?.namespace, metadata?.name].filter((part) => part !== undefined).join("/");
  return { type: `kubernetes:${version}:${kind}`, name: place, props: document };
}

/** Outputs of other resources are not known before the deployment; the engine says whose they are. */
function withUnknowns(resource: ExampleResource, ids: ReadonlyMap<string, string>): ExampleResource {
  const madeOf: Record<string, string[]> = {};
  const replaced = (value: unknown, property: string): unknown => {
    const [, source] = typeof value === "string" ? (/^\$\{([\w-]+)\.\w+\}$/.exec(value) ?? []) : [];
    if (source !== undefined) {
      const id = ids.get(source);
      if (id === undefined) throw new Error(`\${${source}} must name a resource of the example; correct it`);
      madeOf[property] = [...(madeOf[property] ?? []), id];
      return UNKNOWN;
    }
    if (Array.isArray(value)) return value.map((item) => replaced(item, property));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaced(item, property)]));
  };
  const props = Object.fromEntries(Object.entries(resource.props).map(([key, item]) => [key, replaced(item, key)]));
  return { ...resource, props, ...(Object.keys(madeOf).length > 0 && { madeOf }) };
}
