import * as yaml from "yaml";
import type { Manifest } from "../engine/types";

/** Tags of YAML 1.1 that Kubernetes' reader does not have: it leaves dates and `1:30` strings. */
const unknownToKubernetes = new Set(["tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:binary"]);

/** How Kubernetes' reader takes YAML: `yes` is true to it, and 0644 is octal. */
export const kubernetesYaml: yaml.ParseOptions & yaml.DocumentOptions & yaml.SchemaOptions = {
  version: "1.1",
  customTags: (tags) => tags.filter((tag) => typeof tag === "string" || keeps(tag)),
  merge: true,
};

/**
 * The Kubernetes objects of a rendered chart: lists taken apart, empty documents left out, definitions of custom
 * resources first, otherwise in their order.
 * @throws Error that names the first document that is no Kubernetes object
 */
export function parseManifests(text: string): Manifest[] {
  const objects = yaml.parseAllDocuments(text, kubernetesYaml).flatMap((document) => {
    const [error] = document.errors;
    if (error) throw new Error(`it rendered to what is no YAML: ${error.message.split("\n")[0]}`);
    return expand(document.toJS({ maxAliasCount: -1 }));
  });
  return [...objects.filter(isCrd), ...objects.filter((object) => !isCrd(object))];
}

function keeps(tag: { tag: string; format?: string }): boolean {
  return !unknownToKubernetes.has(tag.tag) && tag.format !== "TIME";
}

function expand(value: unknown): Manifest[] {
  if (value === null || value === undefined) return [];
  const object = value as Manifest;
  if (typeof value !== "object" || Array.isArray(value)) throw new Error("it rendered to what is no Kubernetes object");
  if (Object.keys(object).length === 0) return [];
  if (/List$/.test(String(object["kind"])) && Array.isArray(object["items"])) return object["items"].flatMap(expand);
  const metadata = object["metadata"] as { name?: unknown } | undefined;
  for (const [field, found] of Object.entries({
    apiVersion: object["apiVersion"],
    kind: object["kind"],
    "metadata.name": metadata?.name,
  })) {
    if (typeof found === "string" && found !== "") continue;
    throw new Error(
      `it rendered to a ${typeof object["kind"] === "string" ? object["kind"] : "document"} without ${field}`,
    );
  }
  return [object];
}

function isCrd({ apiVersion, kind }: Manifest): boolean {
  return kind === "CustomResourceDefinition" && String(apiVersion).startsWith("apiextensions.k8s.io/");
}
