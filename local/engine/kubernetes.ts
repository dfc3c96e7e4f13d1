import { createHash } from "node:crypto";
import type { Goal } from "./goal";
import { isObject, unknownPaths } from "./inspect";
import { SecretValue } from "./types";
import type { Properties } from "./values";

/**
 * What the Kubernetes provider's Check makes of an object's inputs before any policy sees them: a name for what has
 * none, and `stringData` of Secrets as base64 `data`. Unlike the real one the name's suffix is the same in every run.
 */
export function checkKubernetes({ type, urn, name }: Goal, inputs: Properties): Properties {
  const { apiVersion, kind } = inputs;
  if (!type.startsWith("kubernetes:") || typeof apiVersion !== "string" || typeof kind !== "string") return inputs;
  const checked = apiVersion === "v1" && kind === "Secret" ? withEncodedData(inputs) : inputs;
  // Patches change an object that has a name.
  return type.endsWith("Patch") ? checked : withName(checked, urn, name);
}

function withName(inputs: Properties, urn: string, name: string): Properties {
  const { metadata = {} } = inputs;
  const known = metadata instanceof SecretValue ? metadata.value : metadata;
  if (!isObject(known) || isSet(known["name"]) || isSet(known["generateName"])) return inputs;
  const suffix = createHash("sha256").update(urn).digest("hex").slice(0, 8);
  const annotations = isObject(known["annotations"]) ? known["annotations"] : {};
  const named = {
    ...known,
    name: `${name}-${suffix}`,
    annotations: { ...annotations, "pulumi.com/autonamed": "true" },
  };
  return { ...inputs, metadata: metadata instanceof SecretValue ? new SecretValue(named) : named };
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== "";
}

/** The API server does the same; the provider leaves it alone while any input is unknown. */
function withEncodedData(inputs: Properties): Properties {
  const stringData = revealed(inputs["stringData"]);
  if (!isObject(stringData) || Object.keys(stringData).length === 0 || unknownPaths(inputs).length > 0) return inputs;
  const texts = Object.entries(stringData).map(([key, text]): [string, unknown] => [key, revealed(text)]);
  if (!texts.every((entry): entry is [string, string] => typeof entry[1] === "string")) return inputs;
  const encoded = texts.map(([key, text]) => [key, Buffer.from(text).toString("base64")]);
  const data = revealed(inputs["data"]);
  const rest = Object.fromEntries(Object.entries(inputs).filter(([key]) => key !== "stringData"));
  return { ...rest, data: new SecretValue({ ...(isObject(data) ? data : {}), ...Object.fromEntries(encoded) }) };
}

function revealed(value: unknown): unknown {
  return value instanceof SecretValue ? value.value : value;
}
