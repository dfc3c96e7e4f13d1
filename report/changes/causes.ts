import { topAncestor } from "../components";
import type { PlannedResource } from "../plan";
import { shortly, type PropertyChange } from "./properties";
import { literally, type Renaming } from "./settings";

/** Tells which settings a difference comes from, by their paths, where that can be told. */
export interface Causes {
  property(property: PropertyChange, resource: PlannedResource): string[];
  /** @param side `added`: only the plan that is looked at has it */
  resource(resource: PlannedResource, side: "added" | "removed"): string | undefined;
}

/**
 * A setting explains a difference that shows its own two values; one that only one stack has explains what bears a
 * name of its; and the only setting of a component that differs explains what else differs in that component.
 *
 * @param settings that differ, names of environments taken away
 */
export function causesOf(
  settings: PropertyChange[],
  renaming: Renaming,
  resources: readonly PlannedResource[],
): Causes {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const words = settings.flatMap(wordsOf);
  const names = settings.flatMap(namesOf);
  const componentOf = (resource: PlannedResource) => topAncestor(resource, byUrn)?.name ?? "";
  const ofComponent = (resource: PlannedResource) => {
    const component = componentOf(resource);
    return settings.filter(({ path }) => isOf(path, component));
  };
  const only = (resource: PlannedResource) => {
    const its = ofComponent(resource);
    return its.length === 1 ? its[0]!.path : undefined;
  };
  const named = (text: string, resource: PlannedResource, side?: "added" | "removed") =>
    names.filter(
      (one) =>
        (side === undefined || side === one.side) &&
        one.word.test(text) &&
        (one.anywhere || isOf(one.path, componentOf(resource))),
    );
  return {
    property({ before, after }, resource) {
      const near = ofComponent(resource).filter((one) => gives(one, before, after));
      if (near.length > 0) return pathsOf(near);
      const equal = settings.filter((one) => one.before !== undefined && gives(one, before, after));
      if (equal.length === 1) return pathsOf(equal);
      const replaced = typeof before === "string" && typeof after === "string" ? explain(before, after) : [];
      if (replaced.length > 0) return replaced;
      const byName = named(`${resource.name} ${shownOf(before)} ${shownOf(after)}`, resource);
      return byName.length > 0 ? pathsOf(byName) : [only(resource) ?? []].flat();
    },
    resource: (resource, side) => named(resource.name, resource, side)[0]?.path ?? only(resource),
  };

  /** The settings whose values, put in the place of the others, make one text of the other. */
  function explain(before: string, after: string): string[] {
    const used = new Set<string>();
    let text = before;
    for (const { path, from, to } of words) {
      const next = text.replaceAll(from, to);
      if (next !== text) used.add(path);
      text = next;
    }
    const explained = text === after || renaming.here(text) === after;
    return explained ? [...used] : [];
  }
}

/** Texts of a setting in whose place the other stack has others; of a block of addresses also what its addresses begin with. */
export function wordsOf({ path, before, after }: PropertyChange): { path: string; from: string; to: string }[] {
  if (typeof before !== "string" || typeof after !== "string" || before.length < 4) return [];
  const [from, to] = [beginning(before), beginning(after)];
  const block = from !== undefined && to !== undefined ? [{ path, from, to }] : [];
  return [{ path, from: before, to: after }, ...block];
}

/** `10.1.` of `10.1.0.0/16`. */
function beginning(cidr: string): string | undefined {
  return /^(?:(\d+\.\d+\.)0\.0\/16|(\d+\.\d+\.\d+\.)0\/24|(\d+\.)0\.0\.0\/8)$/.exec(cidr)?.slice(1).find(Boolean);
}

/** The name of what only one stack has: a member of a list, or a key with values below it. */
function namesOf({ path, before, after }: PropertyChange) {
  if (before !== undefined && after !== undefined) return [];
  const value = before ?? after;
  const [, member, key] = /(?:\[([^\]]+)\]|\.(\w+))$/.exec(path) ?? [];
  const isMap = typeof value === "object" && value !== null;
  const text = member !== undefined && !/^\d+$/.test(member) ? member : isMap ? key : undefined;
  const given = text ?? (typeof value === "string" && value.length >= 4 ? value : undefined);
  if (given === undefined) return [];
  const word = new RegExp(`(?<![A-Za-z0-9])${literally(given)}(?![A-Za-z0-9])`);
  return [
    { path, side: before === undefined ? ("added" as const) : ("removed" as const), word, anywhere: text !== key },
  ];
}

/** Whether a property has the setting's values: as it is, as text, or with a unit. A default is in no stack file. */
function gives(setting: PropertyChange, before: unknown, after: unknown): boolean {
  const one = (given: unknown, shown: unknown) => {
    if (typeof given === "boolean" || typeof shown === "boolean") return given === shown;
    const text = shownOf(shown);
    return (
      text === shownOf(given) || (typeof given === "number" && text.replace(/(Gi|Mi|m|h|d|s)$/, "") === `${given}`)
    );
  };
  const isNumber = typeof (setting.before ?? setting.after) === "number";
  if (setting.before === undefined) return isNumber && one(setting.after, after);
  if (setting.after === undefined) return isNumber && one(setting.before, before);
  return one(setting.before, before) && one(setting.after, after);
}

const pathsOf = (found: { path: string }[]) => [...new Set(found.map(({ path }) => path))];

const shownOf = (value: unknown) => (value === undefined ? "" : shortly(value, Infinity));

/** Components that are not named as their setting is. */
const settingNames: Readonly<Record<string, string>> = { logging: "logs", "external-dns": "ingress" };

/** Whether a setting is the component's: `platform:cluster.region` of `cluster`, `platform:teams[a].quota` of `team-a`. */
function isOf(path: string, component: string): boolean {
  const [, setting = "", member] = /^platform:(\w+)(?:\[([^\]]+)\])?/.exec(path) ?? [];
  if (setting === "teams") return component === `team-${member}`;
  if (setting === "environments") return component === member;
  const dashed = setting.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  const name = settingNames[component] ?? component;
  return dashed !== "" && (name === dashed || name.startsWith(`${dashed}-`));
}
