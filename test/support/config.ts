import { parseConfig } from "../../src/config";

/** What a configuration needs at least of an existing cluster. */
export const apiServer = { cidrs: ["192.0.2.10/32"] };
export const existingCluster = { kind: "existing", context: "here", network: { apiServer } };

/** The whole message for settings that are added to a configuration with nothing wrong. */
export function messageFor(settings: Record<string, unknown>, stack = "dev"): string {
  const raw = Object.entries({ cluster: existingCluster, ...settings }).map(([key, value]) => [
    `platform:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  try {
    parseConfig(stack, Object.fromEntries(raw) as Record<string, string>);
  } catch (error) {
    return (error as Error).message;
  }
  return "no mistake";
}
