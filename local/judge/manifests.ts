import { isCollection, isMap, isNode, isSeq, LineCounter, parseAllDocuments, type Document, type Node } from "yaml";
import { isClusterScoped } from "../../policies/lib/kubernetes/scope";
import { kubernetesType } from "../../policies/lib/kubernetes/type";
import { kubernetesYaml } from "../charts/manifests";
import { isObject, plain } from "../engine/inspect";
import { checkKubernetes } from "../engine/kubernetes";
import { SecretValue, type Manifest } from "../engine/types";
import { createUrn } from "../engine/urn";
import type { Properties } from "../engine/values";
import { describe } from "../engine/yamlfile";
import { messageOf, UserError } from "../lib/errors";
import type { Source } from "./source";
import { goal, type Path, type Place, type Subject } from "./subject";

/** Name of the project that manifests are judged in. */
export const PROJECT = "manifests";

interface Located {
  manifest: Manifest;
  place: Place;
}

/**
 * The objects of manifests as resources. Each is named `NAMESPACE/NAME`, a cluster-scoped one `NAME`.
 *
 * @param stack Name of the stack that they count to.
 * @param namespace Where namespaced objects go that name no namespace, as with `kubectl apply --namespace`.
 */
export function readManifests(sources: readonly Source[], stack: string, namespace?: string): Subject[] {
  const places = new Map<string, Place>();
  return sources.flatMap(locate).map(({ manifest, place }) => {
    const subject = toSubject(placed(manifest, namespace), place, stack);
    const { urn, type, name } = subject.goal;
    const before = places.get(urn);
    if (before) {
      throw new UserError(
        `${at(place)} must not hold ${type}::${name} again, which ${at(before)} holds; judge one rendering at a time`,
      );
    }
    places.set(urn, place);
    return subject;
  });
}

/** The objects of a file, lists taken apart. */
function locate({ file, text }: Source): Located[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { ...kubernetesYaml, lineCounter: lines });
  const objects = [...documents].flatMap((document) => {
    const [error] = document.errors;
    if (error) {
      const [problem = ""] = error.message.split(/:?\n| at line \d+/);
      const place = { file, line: error.linePos?.[0].line ?? 1 };
      throw new UserError(`${at(place)} must be YAML, got: ${problem}; correct it, or render the template first`);
    }
    return document.contents ? expand(document.contents, document, file, lines) : [];
  });
  if (objects.length > 0) return objects;
  throw new UserError(`${file} must hold Kubernetes objects, got none; see whether what renders it failed`);
}

function expand(node: Node, document: Document, file: string, lines: LineCounter, type: Manifest = {}): Located[] {
  const place: Place = { file, line: lineOf(node, lines), within: (path) => lineWithin(node, path, lines) };
  const value = toJs(node, document, place);
  if (value === null || (isCollection(node) && node.items.length === 0 && isMap(node))) return [];
  if (!isObject(value)) {
    throw new UserError(`${at(place)} must be a Kubernetes object, got ${describe(value)}; write whole objects`);
  }
  const manifest = { ...type, ...value };
  const items = isMap(node) ? node.get("items", true) : undefined;
  const kind = String(manifest["kind"]);
  if (kind.endsWith("List") && isSeq<Node>(items)) {
    // Items of a typed list may leave their type to the list.
    const inherited =
      kind === "List" ? {} : { apiVersion: manifest["apiVersion"], kind: kind.slice(0, -"List".length) };
    return items.items.flatMap((item) => expand(item, document, file, lines, inherited));
  }
  check(manifest, place);
  return [{ manifest, place }];
}

function lineOf(node: Node, lines: LineCounter): number {
  return lines.linePos(node.range?.[0] ?? 0).line;
}

function lineWithin(node: Node, path: Path, lines: LineCounter): { line: number; depth: number } {
  for (let depth = path.length; depth > 0 && isCollection(node); depth--) {
    const found = node.getIn(path.slice(0, depth), true);
    if (isNode(found)) return { line: lineOf(found, lines), depth };
  }
  return { line: lineOf(node, lines), depth: 0 };
}

function toJs(node: Node, document: Document, place: Place): unknown {
  try {
    return node.toJS(document);
  } catch (error) {
    throw new UserError(`${at(place)} must be YAML that can be read, got: ${messageOf(error)}; correct it`);
  }
}

function check(manifest: Manifest, place: Place): void {
  const metadata = isObject(manifest["metadata"]) ? manifest["metadata"] : {};
  const required = {
    apiVersion: manifest["apiVersion"],
    kind: manifest["kind"],
    "metadata.name": metadata["name"] ?? metadata["generateName"],
  };
  if (String(manifest["apiVersion"]).startsWith("kustomize.config.k8s.io/")) {
    throw new UserError(
      `${at(place)} must be a Kubernetes object, got instructions for kustomize; judge what kustomize build prints`,
    );
  }
  for (const [field, value] of Object.entries(required)) {
    if (typeof value === "string" && value !== "") continue;
    throw new UserError(
      `${at(place)} must have ${field}, as every Kubernetes object, got ${describe(value)}; complete it`,
    );
  }
}

function placed(manifest: Manifest, namespace: string | undefined): Manifest {
  const type = kubernetesType(token(manifest));
  const metadata = manifest["metadata"] as Properties;
  if (namespace === undefined || metadata["namespace"] || (type && isClusterScoped(type))) return manifest;
  return { ...manifest, metadata: { ...metadata, namespace } };
}

function toSubject(manifest: Manifest, place: Place, stack: string): Subject {
  const { name, generateName, namespace } = manifest["metadata"] as Record<string, string | undefined>;
  const type = token(manifest);
  const own = name ?? generateName ?? "";
  const resource = namespace ? `${namespace}/${own}` : own;
  const urn = createUrn(stack, PROJECT, "", type, resource);
  const known = goal({ urn, type, name: resource, parent: "", custom: true, inputs: manifest });
  known.inputs = checkKubernetes(known, withoutSecrets(type, manifest));
  return { goal: known, outputs: known.inputs, dependencies: [], propertyDependencies: {}, place };
}

/** The type that Pulumi has for the object. */
function token({ apiVersion, kind }: Manifest): string {
  const group = apiVersion === "v1" || apiVersion === "core/v1" ? "core/v1" : String(apiVersion);
  return `kubernetes:${group}:${String(kind)}`;
}

/** What a Secret holds must not turn up in any message. */
function withoutSecrets(type: string, manifest: Manifest): Properties {
  if (type !== "kubernetes:core/v1:Secret") return manifest;
  const hidden = ["data", "stringData"].filter((key) => isObject(manifest[key]));
  return { ...manifest, ...Object.fromEntries(hidden.map((key) => [key, new SecretValue(plain(manifest[key]))])) };
}

export function at({ file, line }: Place): string {
  return `${file}, line ${line}`;
}
