import type { Environment } from "../../policies/lib/environment";
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
  /** @default production */
  environment?: Environment;
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
      set(props, path, UNKNOWN);
      const masked = [...resources];
      masked[index] = { ...resource, props };
      yield [`${resource.name} ${path.join(".")}`, masked];
    }
  }
}

/** Copies of the resources, in each of which one object or list is missing. */
export function* omissions(resources: readonly TestResource[]): Generator<[path: string, resources: TestResource[]]> {
  for (const [index, resource] of resources.entries()) {
    for (const path of paths(resource.props)) {
      const props = structuredClone(resource.props);
      const parent = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, props);
      const last = path.at(-1) ?? "";
      // An item of a list is never missing: the list is shorter.
      if (Array.isArray(parent) || typeof parent[last] !== "object") continue;
      Reflect.deleteProperty(parent, last);
      yield [`${resource.name} ${path.join(".")}`, resources.with(index, { ...resource, props })];
    }
  }
}

export const SECRET = "correct-horse-battery-staple";

/** The resource with a secret wherever objects hold some: values, arguments, annotations, environment. */
export function withSecrets(resource: TestResource): TestResource {
  const props = structuredClone(resource.props);
  const plant = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const item of Object.values(value)) plant(item);
    if (Array.isArray(value)) return;
    const at = value as Record<string, unknown>;
    if (isRecord(at["metadata"])) {
      const { metadata } = at;
      metadata["annotations"] = { ...(metadata["annotations"] as object | undefined), secret: SECRET };
    }
    if (isRecord(at["spec"]) || isRecord(at["metadata"])) {
      at["data"] = { password: SECRET, [`${SECRET}-key`]: "x" };
      at["stringData"] = { password: SECRET };
      at["value"] = SECRET;
    }
    if ("serviceAccountName" in at || "containers" in at || "volumes" in at) {
      const own: unknown = at["containers"];
      at["containers"] = [
        ...(Array.isArray(own) ? (own as unknown[]) : []),
        { name: "app", env: [{ name: "PASSWORD", value: SECRET }], args: [SECRET], command: [SECRET] },
      ];
    }
  };
  plant(props);
  return { ...resource, props };
}

export const JUNK: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  "",
  "*",
  "a/b:c",
  [],
  [null],
  ["x"],
  [[]],
  {},
  { a: null },
  { "": [] },
];

/** The resources with the n-th of all their values replaced. */
export function spoilt(resources: readonly TestResource[], n: number, junk: unknown): TestResource[] {
  const copies = structuredClone([...resources]);
  const all = copies.flatMap(({ props }) => [...paths(props)].map((path) => ({ props, path })));
  const chosen = all[n % Math.max(all.length, 1)];
  if (chosen) set(chosen.props, chosen.path, junk);
  return copies;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function* paths(value: unknown, path: string[] = []): Generator<string[]> {
  if (path.length > 0) yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Object.entries(value)) yield* paths(item, [...path, key]);
}

function set(value: Record<string, unknown>, path: string[], to: unknown): void {
  const parent = path.slice(0, -1).reduce((at, key) => at[key] as Record<string, unknown>, value);
  parent[path.at(-1) ?? ""] = to;
}
