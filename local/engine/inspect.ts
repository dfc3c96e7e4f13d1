import { SecretValue, UNKNOWN } from "./types";
import { Asset, members, type Properties, ResourceReference } from "./values";

/** A value without marks, for real servers and chart templates. It must hold no unknowns: see {@link unknownPaths}. */
export function plain(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof SecretValue) return plain(value.value);
  if (value instanceof ResourceReference) return plain(value.id ?? value.urn);
  return members(value instanceof Asset ? value.content : (value as Properties), plain);
}

export function plainProperties(properties: Properties): Properties {
  return plain(properties) as Properties;
}

/** Where a value is not known yet: `spec.rules[0].host`. */
export function unknownPaths(value: unknown, path = ""): string[] {
  if (value === UNKNOWN) return [path];
  if (value === null || typeof value !== "object") return [];
  if (Array.isArray(value)) return value.flatMap((element, index) => unknownPaths(element, `${path}[${index}]`));
  if (value instanceof SecretValue) return unknownPaths(value.value, path);
  const object = value instanceof Asset ? value.content : (value as Properties);
  return Object.entries(object).flatMap(([key, member]) => unknownPaths(member, path === "" ? key : `${path}.${key}`));
}

/** Calls back for every string and number inside a secret. */
export function visitSecrets(value: unknown, visit: (text: string) => void, secret = false): void {
  if (typeof value === "string" || typeof value === "number") {
    if (secret) visit(String(value));
  } else if (Array.isArray(value)) {
    for (const element of value) visitSecrets(element, visit, secret);
  } else if (value instanceof SecretValue) {
    visitSecrets(value.value, visit, true);
  } else if (value !== null && typeof value === "object") {
    for (const member of Object.values(value)) visitSecrets(member, visit, secret);
  }
}

/** What a provider answered, secret wherever the input of the same place was. */
export function secretsOf(inputs: unknown, outputs: unknown): unknown {
  if (outputs instanceof SecretValue) return outputs;
  if (inputs instanceof SecretValue) return new SecretValue(outputs);
  if (Array.isArray(inputs) && Array.isArray(outputs)) {
    return outputs.map((element: unknown, index) => secretsOf(inputs[index], element));
  }
  if (isObject(inputs) && isObject(outputs)) {
    return Object.fromEntries(Object.entries(outputs).map(([key, member]) => [key, secretsOf(inputs[key], member)]));
  }
  return outputs;
}

/** Every text that holds one of `secrets` becomes secret itself. */
export function markSecrets(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string")
    return secrets.some((secret) => value.includes(secret)) ? new SecretValue(value) : value;
  if (Array.isArray(value)) return value.map((element) => markSecrets(element, secrets));
  return isObject(value) ? members(value, (member) => markSecrets(member, secrets)) : value;
}

/** A map of properties, as opposed to lists, secrets, references and assets. */
export function isObject(value: unknown): value is Properties {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  return !(value instanceof SecretValue || value instanceof ResourceReference || value instanceof Asset);
}
