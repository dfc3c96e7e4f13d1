import { createHash } from "node:crypto";
import type { KubernetesObject, ObjectMeta } from "../kubernetes";

/** An object to hand to the API server, and how. */
export interface Desired {
  object: KubernetesObject;
  /** Owner of the fields in server-side apply. */
  fieldManager: string;
  /** True for Pulumi's `…Patch` kinds: the object belongs to somebody else, only the fields are ours. */
  patch: boolean;
}

export const fieldManager = "platform-local";

/** Components of the Kubernetes SDK that are no object of the API. */
const components = /^kubernetes:(helm\.sh|kustomize|yaml)\//;

export function isKubernetesObject(type: string): boolean {
  return type.startsWith("kubernetes:") && !components.test(type);
}

/**
 * The manifest that a resource of type `kubernetes:<group>/<version>:<Kind>` means. A missing name becomes the
 * resource's name with a suffix, as the real provider does it, but the same one in every run.
 */
export function desiredOf(request: {
  urn: string;
  type: string;
  name: string;
  inputs: Record<string, unknown>;
}): Desired {
  const [, groupVersion = "", typeName = ""] = request.type.split(":");
  const patch = typeName.endsWith("Patch");
  const { apiVersion, kind, metadata, ...rest } = request.inputs as Partial<KubernetesObject>;
  const digest = createHash("sha256").update(request.urn).digest("hex").slice(0, 8);
  const given: ObjectMeta = { ...metadata };
  delete given.generateName;
  const stem = metadata?.generateName?.replace(/-$/, "") ?? request.name.toLowerCase().replace(/[^a-z0-9.-]+/g, "-");
  return {
    object: {
      apiVersion: apiVersion ?? groupVersion.replace(/^core\//, ""),
      kind: kind ?? typeName.replace(/Patch$/, ""),
      metadata: { ...given, name: given.name ?? `${stem}-${digest}` },
      ...rest,
    },
    fieldManager: patch
      ? (given.annotations?.["pulumi.com/patchFieldManager"] ?? `${fieldManager}-patch-${digest}`)
      : fieldManager,
    patch,
  };
}

/** Whether two states of an object differ in anything but what servers and controllers write by themselves. */
export function differs(before: KubernetesObject, after: KubernetesObject): boolean {
  return (
    before.metadata.resourceVersion !== after.metadata.resourceVersion &&
    canonical(substance(before)) !== canonical(substance(after))
  );
}

function substance(object: KubernetesObject): unknown {
  return {
    ...without(object, "status"),
    metadata: without(object.metadata, "resourceVersion", "managedFields", "generation"),
  };
}

/** A copy of a record without some of its fields. */
export function without<Shape extends object, Field extends keyof Shape>(
  record: Shape,
  ...fields: Field[]
): Omit<Shape, Field> {
  const omitted = new Set<PropertyKey>(fields);
  return Object.fromEntries(Object.entries(record).filter(([field]) => !omitted.has(field))) as Omit<Shape, Field>;
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    item !== null && typeof item === "object" && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
}
