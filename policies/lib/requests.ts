import type { Struct } from "google-protobuf/google/protobuf/struct_pb";

type Read = (message: Struct, secrets: boolean) => Record<string, unknown>;

/**
 * The SDK reads all properties of a resource out of the engine's message anew for every policy, which takes longer than
 * all rules. This lets it read them once for all policies that only look at them.
 */
export function readOnce(): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const sdk = require("@pulumi/policy/deserialize") as { deserializeProperties: Read };
  const read = sdk.deserializeProperties;
  const known = new WeakMap<Struct, Record<string, unknown>>();
  sdk.deserializeProperties = (message, secrets) => {
    // Remediations change what they get, and know of secrets.
    const properties = (secrets ? undefined : known.get(message)) ?? read(message, secrets);
    if (!secrets) known.set(message, properties);
    return properties;
  };
}
