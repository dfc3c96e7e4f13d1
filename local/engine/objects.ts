import { TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb";
import type { ConstructContext } from "./construct";
import type { Goal } from "./goal";
import { isObject, markSecrets, plain, unknownPaths } from "./inspect";
import { definedKind, groupOf, Scopes } from "./scope";
import { type Manifest, SecretValue } from "./types";
import { childUrn } from "./urn";
import type { Properties } from "./values";

/** What becomes the children of a component, and how. */
export interface Objects {
  manifests: Manifest[];
  /** Before the children's names. */
  prefix: string;
  /** For namespaced objects that name none. */
  namespace: string;
  skipAwait: boolean;
  /** Plaintexts that came in as secrets: what holds one is secret again. */
  secrets: string[];
}

interface Child {
  manifest: Manifest;
  urn: string;
  type: string;
  name: string;
}

/**
 * The children in the order of pulumi-kubernetes: definitions and namespaces before what needs them, otherwise as given.
 * An object is named `PREFIX:NAMESPACE/NAME`, a cluster-scoped one `PREFIX:NAME`.
 */
export function childGoals(goal: Goal, objects: Objects, context: ConstructContext): Goal[] {
  const manifests = objects.manifests.flatMap(expand);
  const scopes = new Scopes(manifests, context.registry);
  const unresolved = new Set<string>();
  const children = manifests.map((manifest) => {
    const placed = withNamespace(canonical(goal, manifest), objects.namespace, scopes, unresolved);
    return toChild(goal, objects, placed);
  });
  if (unresolved.size > 0) {
    const kinds = [...unresolved].join(", ");
    context.session.log(
      "warning",
      `"${goal.name}": nothing tells whether ${kinds} live in namespaces; none is set`,
      goal.urn,
    );
  }
  const order = [...children].sort((a, b) => precedence(a) - precedence(b));
  return order.map((child) => childGoal(goal, objects, child, children));
}

/** `v1.List` and its like are only envelopes. */
function expand(manifest: Manifest): Manifest[] {
  const { kind, items } = manifest;
  return typeof kind === "string" && kind.endsWith("List") && Array.isArray(items)
    ? (items as Manifest[]).flatMap(expand)
    : [manifest];
}

function canonical(goal: Goal, manifest: Manifest): Manifest {
  const { apiVersion, kind } = manifest;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || metadataOf(manifest)["name"] === undefined) {
    const shown = JSON.stringify(plain({ apiVersion, kind, metadata: { name: metadataOf(manifest)["name"] } }));
    throw new Error(`objects of "${goal.name}" must have apiVersion, kind and metadata.name, got ${shown}`);
  }
  return apiVersion === "core/v1" ? { ...manifest, apiVersion: "v1" } : manifest;
}

function withNamespace(manifest: Manifest, namespace: string, scopes: Scopes, unresolved: Set<string>): Manifest {
  const metadata = metadataOf(manifest);
  if (metadata["namespace"]) return manifest;
  const [apiVersion, kind] = [String(manifest["apiVersion"]), String(manifest["kind"])];
  const namespaced = scopes.isNamespaced(apiVersion, kind);
  if (namespaced === undefined) unresolved.add(`${apiVersion}/${kind}`);
  return namespaced ? { ...manifest, metadata: { ...metadata, namespace } } : manifest;
}

function toChild(goal: Goal, { prefix }: Objects, manifest: Manifest): Child {
  const { name, namespace } = metadataOf(manifest);
  const apiVersion = String(manifest["apiVersion"]);
  const type = `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${String(manifest["kind"])}`;
  const own = typeof namespace === "string" && namespace !== "" ? `${namespace}/${String(name)}` : String(name);
  const childName = prefix === "" ? own : `${prefix}:${own}`;
  return { manifest, type, name: childName, urn: childUrn(goal.urn, type, childName) };
}

function precedence({ manifest }: Child): number {
  if (definedKind(manifest) !== undefined) return 0;
  return manifest["kind"] === "Namespace" ? 1 : 2;
}

function childGoal(goal: Goal, objects: Objects, child: Child, siblings: Child[]): Goal {
  const { urn, type, name, manifest } = child;
  const isSecret = type === "kubernetes:core/v1:Secret";
  const options = new TransformResourceOptions()
    .setProvider(goal.options.getProvidersMap().get("kubernetes") ?? goal.options.getProvider())
    .setVersion(goal.options.getVersion())
    .setDependsOnList(siblings.filter((sibling) => isNeededBy(sibling, manifest)).map((sibling) => sibling.urn))
    .setAdditionalSecretOutputsList(isSecret ? ["data", "stringData"] : []);
  const inputs = markSecrets(objects.skipAwait ? withoutAwait(manifest) : manifest, objects.secrets) as Properties;
  return {
    urn,
    type,
    name,
    custom: true,
    remote: false,
    parent: goal.urn,
    inputs: isSecret ? withSecretData(inputs) : inputs,
    propertyDependencies: new Map(),
    options,
    aliases: [],
    transforms: [],
  };
}

/** A definition by the objects of its kind, a namespace by the objects in it. */
function isNeededBy({ manifest: needed }: Child, manifest: Manifest): boolean {
  if (needed === manifest) return false;
  const defined = definedKind(needed);
  if (defined !== undefined)
    return defined === `${groupOf(String(manifest["apiVersion"]))}/${String(manifest["kind"])}`;
  if (needed["kind"] !== "Namespace" || needed["apiVersion"] !== "v1") return false;
  return metadataOf(needed)["name"] === metadataOf(manifest)["namespace"];
}

function withoutAwait(manifest: Manifest): Manifest {
  const metadata = metadataOf(manifest);
  const annotations = isObject(metadata["annotations"]) ? metadata["annotations"] : {};
  return { ...manifest, metadata: { ...metadata, annotations: { ...annotations, "pulumi.com/skipAwait": "true" } } };
}

function withSecretData(inputs: Properties): Properties {
  const hidden = ["data", "stringData"].filter((key) => inputs[key] !== undefined && inputs[key] !== null);
  return { ...inputs, ...Object.fromEntries(hidden.map((key) => [key, new SecretValue(plain(inputs[key]))])) };
}

function metadataOf(manifest: Manifest): Properties {
  return isObject(manifest["metadata"]) ? manifest["metadata"] : {};
}

/** An input that is a text. Undefined when it is absent or not known yet. */
export function textInput(goal: Goal, key: string): string | undefined {
  const value = plain(goal.inputs[key]);
  return typeof value === "string" ? value : undefined;
}

/** `values.image is not known yet`: why a component cannot be made. */
export function unknownReason(goal: Goal): string | undefined {
  const paths = unknownPaths(goal.inputs);
  return paths.length === 0
    ? undefined
    : `${paths.join(", ")} ${paths.length === 1 ? "is" : "are"} only known after a deployment`;
}
