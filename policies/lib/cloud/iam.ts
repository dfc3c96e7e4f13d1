import { strings } from "./resources";

/** A statement of an IAM document, with its lists made lists. */
export interface Statement {
  allow: boolean;
  actions: string[];
  /** Everything but these is meant. */
  notActions: boolean;
  resources: string[];
  notResources: boolean;
  /** Who it is for; empty in a policy that is attached to somebody. */
  principals: string[];
  /** Operator, key and values of each condition. */
  conditions: { operator: string; key: string; values: string[] }[];
}

/** The statements of a document, undefined for what is none. @param text JSON, or what a provider makes JSON of */
export function statementsOf(text: unknown): Statement[] | undefined {
  const document = typeof text === "string" ? parsed(text) : text;
  if (!isRecord(document)) return undefined;
  const given = document["Statement"];
  const list = Array.isArray(given) ? (given as unknown[]) : [given];
  if (list.length === 0 || !list.every(isRecord)) return undefined;
  return list.map(statement);
}

function statement(raw: Record<string, unknown>): Statement {
  return {
    allow: raw["Effect"] === "Allow",
    actions: strings(raw["Action"] ?? raw["NotAction"]),
    notActions: raw["NotAction"] !== undefined,
    resources: strings(raw["Resource"] ?? raw["NotResource"]),
    notResources: raw["NotResource"] !== undefined,
    principals: principals(raw["Principal"]),
    conditions: conditions(raw["Condition"]),
  };
}

function principals(raw: unknown): string[] {
  return isRecord(raw) ? Object.values(raw).flatMap(strings) : strings(raw);
}

function conditions(raw: unknown): Statement["conditions"] {
  if (!isRecord(raw)) return [];
  return Object.entries(raw).flatMap(([operator, keys]) =>
    isRecord(keys)
      ? Object.entries(keys).map(([key, values]) => ({ operator, key: key.toLowerCase(), values: strings(values) }))
      : [],
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
