import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";
import { SecretValue, UNKNOWN } from "./types";
import { ARCHIVE, ASSET, OUTPUT, RESOURCE, SECRET, SIGNATURE, UNKNOWN_SENTINELS, UNKNOWN_STRING } from "./wire";

export type Properties = Record<string, unknown>;

/** A resource that was given as a value, such as a component's child among its outputs. */
export class ResourceReference {
  constructor(
    readonly urn: string,
    /** Absent for components; {@link UNKNOWN} before the resource exists. */
    readonly id?: unknown,
  ) {}
}

/** A file, text or archive: `content` holds its path, text, uri or assets. */
export class Asset {
  constructor(
    readonly signature: typeof ASSET | typeof ARCHIVE,
    readonly content: Properties,
  ) {}
}

/**
 * Who reads the encoded value. Programs understand everything; policies know no resource references (they get the id, as
 * from Pulumi); transforms get secrets and unknowns as outputs, so that the SDK makes `Output`s of them.
 */
export type Reader = "program" | "policy" | "transform";

export function decodeProperties(struct: Struct | undefined, dependencies?: Map<string, Set<string>>): Properties {
  const properties: Properties = {};
  for (const [key, value] of Object.entries(struct?.toJavaScript() ?? {})) {
    const found = new Set<string>();
    properties[key] = decode(value, found);
    if (found.size > 0) dependencies?.set(key, new Set([...(dependencies.get(key) ?? []), ...found]));
  }
  return properties;
}

export function encodeProperties(properties: Properties, reader: Reader): Struct {
  return Struct.fromJavaScript(encodeMembers(properties, reader));
}

/** From the wire to plain values. `dependencies` collects the URNs that outputs inside say they come from. */
export function decode(value: unknown, dependencies?: Set<string>): unknown {
  if (UNKNOWN_SENTINELS.has(value)) return UNKNOWN;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((element) => decode(element, dependencies));
  const object = value as Properties;
  switch (object[SIGNATURE]) {
    case undefined:
      return members(object, (member) => decode(member, dependencies));
    case SECRET:
      return new SecretValue(decode(object["value"] ?? null, dependencies));
    case RESOURCE:
      // An empty id is how the SDK and providers write "not known yet".
      return new ResourceReference(String(object["urn"]), object["id"] === "" ? UNKNOWN : decode(object["id"]));
    case OUTPUT:
      for (const urn of (object["dependencies"] ?? []) as string[]) dependencies?.add(urn);
      return decodeOutput(object, dependencies);
    case ASSET:
    case ARCHIVE: {
      const { [SIGNATURE]: signature, ...content } = object;
      return new Asset(
        signature,
        members(content, (member) => decode(member)),
      );
    }
    default:
      throw new Error(`a value has the signature ${String(object[SIGNATURE])}, which this engine does not know`);
  }
}

function decodeOutput(output: Properties, dependencies?: Set<string>): unknown {
  const value = "value" in output ? decode(output["value"], dependencies) : UNKNOWN;
  return output["secret"] === true ? new SecretValue(value) : value;
}

export function encode(value: unknown, reader: Reader): JavaScriptValue {
  if (value === UNKNOWN) return reader === "transform" ? { [SIGNATURE]: OUTPUT } : UNKNOWN_STRING;
  if (value === undefined || value === null) return null;
  if (typeof value !== "object") return value as JavaScriptValue;
  if (Array.isArray(value)) return value.map((element) => encode(element, reader));
  if (value instanceof SecretValue) return encodeSecret(value.value, reader);
  if (value instanceof ResourceReference) return encodeReference(value, reader);
  if (value instanceof Asset) return { [SIGNATURE]: value.signature, ...encodeMembers(value.content, reader) };
  return encodeMembers(value as Properties, reader);
}

function encodeSecret(value: unknown, reader: Reader): JavaScriptValue {
  if (reader !== "transform") return { [SIGNATURE]: SECRET, value: encode(value, reader) };
  const known = value === UNKNOWN ? {} : { value: encode(value, reader) };
  return { [SIGNATURE]: OUTPUT, secret: true, ...known };
}

function encodeReference({ urn, id }: ResourceReference, reader: Reader): JavaScriptValue {
  if (reader === "policy") return id === undefined ? urn : encode(id, reader);
  // Unlike elsewhere an output would not be understood here.
  return {
    [SIGNATURE]: RESOURCE,
    urn,
    ...(id === undefined ? {} : { id: id === UNKNOWN ? "" : encode(id, "program") }),
  };
}

function encodeMembers(object: Properties, reader: Reader): Record<string, JavaScriptValue> {
  return members(object, (member) => encode(member, reader)) as Record<string, JavaScriptValue>;
}

/** What is not defined does not exist on the wire. */
export function members(object: Properties, change: (member: unknown) => unknown): Properties {
  const result: Properties = {};
  for (const key of Object.keys(object)) if (object[key] !== undefined) result[key] = change(object[key]);
  return result;
}
