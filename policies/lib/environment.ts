/** The environments a stack can host, from the most lenient to the strictest. */
export const ENVIRONMENTS = ["dev", "staging", "production"] as const;

export type Environment = (typeof ENVIRONMENTS)[number];

const STRICTEST: Environment = "production";

/**
 * The strictest environment that the stack hosts: from the program's `platform:environments` if it is set, else from
 * the stack's name. What cannot be understood counts as production, so that no typing error relaxes a rule.
 *
 * @param env Environment of the process; Pulumi passes the stack and its configuration to a pack this way.
 */
export function environmentOf(env: Readonly<Record<string, string | undefined>>): Environment {
  const hosted = hostedEnvironments(env["PULUMI_CONFIG"]);
  if (hosted === undefined) return isEnvironment(stackOf(env)) ? (stackOf(env) as Environment) : STRICTEST;
  if (hosted.length === 0 || !hosted.every(isEnvironment)) return STRICTEST;
  return hosted.reduce((a, b) => (ENVIRONMENTS.indexOf(a) > ENVIRONMENTS.indexOf(b) ? a : b));
}

/** Name of the stack without organisation and project, empty when Pulumi did not say. */
export function stackOf(env: Readonly<Record<string, string | undefined>>): string {
  const name = env["PULUMI_NODEJS_STACK"] || env["PULUMI_STACK"] || "";
  return name.slice(name.lastIndexOf("/") + 1);
}

/** Undefined when the program does not set `platform:environments`. */
function hostedEnvironments(config: string | undefined): unknown[] | undefined {
  if (!config) return undefined;
  const values = parse(config);
  if (!isRecord(values)) return [];
  const value = values["platform:environments"];
  if (value === undefined) return undefined;
  const list = typeof value === "string" ? parse(value) : value;
  if (!Array.isArray(list)) return [];
  return list.map((item: unknown) => (isRecord(item) ? item["name"] : item));
}

function isEnvironment(value: unknown): value is Environment {
  return ENVIRONMENTS.some((environment) => environment === value);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}
