import { parseDocument } from "yaml";
import { z } from "zod";

import { isDate } from "./date";

/** An accepted exception of one policy for one resource, with somebody who answers for it and a last day. */
export interface Waiver {
  policy: string;
  /** `TYPE::NAME` of the resource: the last two parts of its URN. */
  resource: string;
  /** Only findings about this container. */
  container?: string;
  /** Name of the Chart resource that makes the resource: the waiver is not missed while the chart is not rendered. */
  chart?: string;
  /** The object is applied by a tenant, which no plan sees: NAME is `NAMESPACE/NAME`. @default what the stack makes */
  at?: "admission";
  /** Stacks where it holds. @default all */
  stacks?: string[];
  reason: string;
  owner: string;
  ticket: string;
  /** Last day on which it holds, YYYY-MM-DD in UTC. */
  expires: string;
}

/** Something wrong with the waivers file. */
export interface WaiverProblem {
  message: string;
  /** The policy that the entry names, when it can be read. */
  policy?: string;
}

const text = (what: string) => z.string({ error: `must be ${what}` }).regex(/\S/, { error: `must be ${what}` });

const entry = z.strictObject({
  policy: text("the name of a policy"),
  resource: text("TYPE::NAME, the last two parts of the resource's URN").regex(/^[^*]+?::[^*]+$/, {
    error: "must be TYPE::NAME, the last two parts of the resource's URN, without patterns",
  }),
  container: text("the name of a container").optional(),
  chart: text("the name of a Chart resource").optional(),
  at: z.literal("admission", { error: 'must be "admission", or be left out' }).optional(),
  stacks: z
    .array(text("the name of a stack"), { error: "must be a list of stack names" })
    .min(1, { error: "must name a stack" })
    .optional(),
  reason: text("a sentence: why this is acceptable"),
  owner: text("a person or team: who answers for it"),
  ticket: text("a reference to the decision"),
  expires: text("a date like 2026-12-31").refine(isDate, { error: "must be a date like 2026-12-31" }),
});

const KEYS = Object.keys(entry.shape).join(", ");

/**
 * The well-formed waivers of a file and what is wrong with the others.
 *
 * @param file What messages call the file.
 */
export function parseWaivers(source: string, file: string): { waivers: Waiver[]; problems: WaiverProblem[] } {
  const document = parseDocument(source);
  const [error] = document.errors;
  if (error) {
    const [firstLine = ""] = error.message.split("\n");
    return { waivers: [], problems: [{ message: `${file} must be YAML: ${firstLine.replace(/:$/, "")}; mend it` }] };
  }
  const list: unknown = document.toJS() ?? [];
  if (!Array.isArray(list)) {
    return { waivers: [], problems: [{ message: `${file} must be a list of waivers; begin each entry with "- "` }] };
  }
  const waivers: Waiver[] = [];
  const problems: WaiverProblem[] = [];
  list.forEach((item: unknown, index) => {
    const at = `${file}[${index}]`;
    const parsed = entry.safeParse(item);
    if (parsed.success) {
      if (waivers.some((waiver) => collide(waiver, parsed.data))) {
        problems.push({ message: `${at} must not repeat an earlier waiver; remove it`, policy: parsed.data.policy });
      } else waivers.push(parsed.data);
      return;
    }
    const policy = isRecord(item) && typeof item["policy"] === "string" ? { policy: item["policy"] } : {};
    for (const issue of parsed.error.issues) problems.push({ message: describe(at, item, issue), ...policy });
  });
  return { waivers, problems };
}

function describe(at: string, item: unknown, issue: z.core.$ZodIssue): string {
  if (!isRecord(item)) return `${at} must be a map with the keys ${KEYS}`;
  if (issue.code === "unrecognized_keys") {
    return `${at} must not have ${issue.keys.map((key) => `"${key}"`).join(", ")}; its keys are ${KEYS}`;
  }
  const got = issue.path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown>)[key], item);
  return `${at}.${issue.path.join(".")} ${issue.message}, got ${got === undefined ? "nothing" : JSON.stringify(got)}`;
}

function collide(a: Waiver, b: Waiver): boolean {
  const shared = !a.stacks || !b.stacks || a.stacks.some((stack) => b.stacks?.includes(stack));
  return shared && a.policy === b.policy && a.resource === b.resource && a.container === b.container && a.at === b.at;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
