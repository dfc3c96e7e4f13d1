import type { Rule } from "../../policies/lib/rule";
import { UNKNOWN, type TestResource } from "./policies";

/** What is said about one rule, as tables of cases by name. */
export interface RuleCases {
  rule: Rule;
  /** Nothing to report. */
  passing: Record<string, Passing>;
  /** What the rule says of each; the first two are also waived in every way. */
  failing: Record<string, Failing>;
  /** What cannot be told while a value is unknown, besides that no case passes when any of its values is. */
  unknown: Record<string, Failing>;
}

export type Passing = readonly TestResource[] | Judged;

export interface Judged {
  resources: readonly TestResource[];
  /** The policy's configuration. */
  config?: Record<string, unknown>;
}

export interface Failing extends Judged {
  /** `TYPE::NAME` the finding is about. @default the first resource */
  on?: string;
  /** Exactly what the rule says. */
  says: string | readonly string[];
}

export function judged(passing: Passing): Judged {
  return "resources" in passing ? passing : { resources: passing };
}

/** Copies of the resources, in each of which one value that a program could leave unknown is. */
export function* maskings(resources: readonly TestResource[]): Generator<[path: string, resources: TestResource[]]> {
  for (const [index, resource] of resources.entries()) {
    for (const path of paths(resource.props)) {
      const props = structuredClone(resource.props);
      mask(props, path);
      const masked = [...resources];
      masked[index] = { ...resource, props };
      yield [`${resource.name} ${path.join(".")}`, masked];
    }
  }
}

function* paths(value: unknown, path: string[] = []): Generator<string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) yield* paths(item, [...path, key]);
}

function mask(value: Record<string, unknown>, path: string[]): void {
  const parent = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, value);
  parent[path.at(-1) ?? ""] = UNKNOWN;
}
