import { SecretValue, UNKNOWN } from "../local/engine/types";

/** The value as JSON may hold it: no secret, and a word for what is not known yet. */
export function printable(value: unknown): unknown {
  if (value instanceof SecretValue) return "[secret]";
  if (value === UNKNOWN) return "[unknown]";
  if (Array.isArray(value)) return value.map(printable);
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, printable(member)]));
  }
  return value;
}
