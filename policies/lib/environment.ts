/** The environments a stack can host, from the most lenient to the strictest. */
export const ENVIRONMENTS = ["dev", "staging", "production"] as const;

export type Environment = (typeof ENVIRONMENTS)[number];

/** Environment of a process. */
export type Env = Readonly<Record<string, string | undefined>>;

const STRICTEST: Environment = "production";

/**
 * The strictest environment that the stack hosts: from the program's `platform:environments` if it is set, else from
 * the stack's name. What cannot be understood counts as production, so that no typing error relaxes a rule.
 *
 * @param env Environment of the process; Pulumi passes the stack and its configuration to a pack this way.
 */
export function environmentOf(env: Env): Environment {
  const hosted = hostedEnvironments(env);
  if (hosted === undefined) return isEnvironment(stackOf(env)) ? (stackOf(env) as Environment) : STRICTEST;
  if (hosted.length === 0 || !hosted.every(isEnvironment)) return STRICTEST;
  return hosted.reduce((a, b) => (ENVIRONMENTS.indexOf(a) > ENVIRONMENTS.indexOf(b) ? a : b));
}

/** Name of the stack without organisation and project, empty when Pulumi did not say. */
export function stackOf(env: Env): string {
  const name = env["PULUMI_NODEJS_STACK"] || env["PULUMI_STACK"] || "";
  return name.slice(name.lastIndexOf("/") + 1);
}

/**
 * A setting of the stack, such as `platform:environments`, as Pulumi passes it to a pack's process: undefined when the
 * stack does not set it, null when it cannot be read.
 */
export function configured(env: Env, key: string): unknown {
  const config = env["PULUMI_CONFIG"];
  if (!config) return undefined;
  const values = parse(config);
  if (!isRecord(values)) return null;
  const value = values[key];
  return typeof value === "string" ? (parse(value) ?? null) : value;
}

/** Undefined when the program does not set `platform:environments`. */
function hostedEnvironments(env: Env): unknown[] | undefined {
  const list = configured(env, "platform:environments");
  if (list === undefined) return undefined;
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
