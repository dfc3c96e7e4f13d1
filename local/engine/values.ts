import { type JavaScriptValue, Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
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

/** What was met while decoding. */
interface Found {
  /** URNs that outputs inside say they come from. */
  urns: Set<string>;
  /** Whether encoding the result again gives something else, or depends on who reads it. */
  rewritten: boolean;
}

/** Messages that values were decoded from, and can be sent as again: most inputs pass through the engine unchanged. */
const messages = new WeakMap<object, Value>();

/** `dependencies` collects, by property, the URNs that outputs inside say they come from. */
export function decodeProperties(struct: Struct | undefined, dependencies?: Map<string, Set<string>>): Properties {
  const properties: Properties = {};
  for (const [key, message] of struct?.getFieldsMap().entries() ?? []) {
    const found: Found = { urns: new Set(), rewritten: false };
    const value = decodeWith(message.toJavaScript(), found);
    properties[key] = value;
    if (typeof value === "object" && value !== null && !found.rewritten) messages.set(value, message);
    if (found.urns.size > 0) dependencies?.set(key, new Set([...(dependencies.get(key) ?? []), ...found.urns]));
  }
  return properties;
}

export function encodeProperties(properties: Properties, reader: Reader): Struct {
  const struct = new Struct();
  const fields = struct.getFieldsMap();
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined) continue;
    const known =
      reader !== "transform" && typeof value === "object" && value !== null ? messages.get(value) : undefined;
    fields.set(key, known ?? Value.fromJavaScript(encode(value, reader)));
  }
  return struct;
}

/** From the wire to plain values. */
export function decode(value: unknown): unknown {
  return decodeWith(value, { urns: new Set(), rewritten: false });
}

function decodeWith(value: unknown, found: Found): unknown {
  if (UNKNOWN_SENTINELS.has(value)) return UNKNOWN;
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((element) => decodeWith(element, found));
  const object = value as Properties;
  const signature = object[SIGNATURE];
  if (signature === undefined) return members(object, (member) => decodeWith(member, found));
  if (signature === SECRET) return new SecretValue(decodeWith(object["value"] ?? null, found));
  found.rewritten = true;
  switch (signature) {
    case RESOURCE:
      // An empty id is how the SDK and providers write "not known yet".
      return new ResourceReference(String(object["urn"]), object["id"] === "" ? UNKNOWN : decode(object["id"]));
    case OUTPUT:
      return decodeOutput(object, found);
    case ASSET:
    case ARCHIVE:
      return new Asset(signature as Asset["signature"], members(omit(object, SIGNATURE), decode));
    default:
      throw new Error(`a value has the signature ${JSON.stringify(signature)}, which this engine does not know`);
  }
}

function decodeOutput(output: Properties, found: Found): unknown {
  for (const urn of (output["dependencies"] ?? []) as string[]) found.urns.add(urn);
  const value = "value" in output ? decodeWith(output["value"], found) : UNKNOWN;
  return output["secret"] === true ? new SecretValue(value) : value;
}

function omit(object: Properties, key: string): Properties {
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key));
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
