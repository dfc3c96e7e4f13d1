import { propertyChanges, type PropertyChange } from "./properties";

/** Takes the names of one environment for those of another: the stack's, its environments' and their domains. */
export interface Renaming {
  /** A text of the other stack as it reads here. */
  here: (text: string) => string;
  /** The way back. */
  there: (text: string) => string;
}

interface Named {
  stack: string;
  settings: Record<string, unknown>;
}

export function renamingOf(there: Named, here: Named): Renaming {
  const pairs = [
    [there.stack, here.stack] as const,
    ...paired(environmentsOf(there, "name"), environmentsOf(here, "name")),
    ...paired(environmentsOf(there, "domain"), environmentsOf(here, "domain")),
  ].filter(([a, b]) => a !== b && a !== "" && b !== "");
  return { here: replacing(new Map(pairs)), there: replacing(new Map(pairs.map(([a, b]) => [b, a]))) };
}

/** Whether two values are the same but for the names of their environments. */
export function sameButFor({ here, there }: Renaming): (before: unknown, after: unknown) => boolean {
  return (before, after) => {
    if (typeof before !== "string" || typeof after !== "string")
      return JSON.stringify(before) === JSON.stringify(after);
    return before === after || here(before) === after || there(before) === after || there(after) === before;
  };
}

/** Settings that differ once names are taken away, by path: `platform:cluster.network.vpcCidr`. */
export function settingChanges(there: Named, here: Named, renaming: Renaming): PropertyChange[] {
  const keys = new Set([...Object.keys(there.settings), ...Object.keys(here.settings)]);
  const same = sameButFor(renaming);
  return [...keys].sort().flatMap((key) =>
    propertyChanges(everywhere(there.settings[key], renaming.here), here.settings[key], same).map((change) => {
      const dot = change.path === "" || change.path.startsWith("[") ? "" : ".";
      return { ...change, path: `${key}${dot}${change.path}` };
    }),
  );
}

/** The value with every text in it renamed, keys too. */
export function everywhere(value: unknown, rename: (text: string) => string): unknown {
  if (typeof value === "string") return rename(value);
  if (Array.isArray(value)) return value.map((member) => everywhere(member, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [rename(key), everywhere(member, rename)]));
}

/** A name in capitals, as in identifiers, stays in capitals. */
function replacing(words: ReadonlyMap<string, string>): (text: string) => string {
  if (words.size === 0) return (text) => text;
  const longestFirst = [...words.keys()].sort((a, b) => b.length - a.length).map(literally);
  const word = new RegExp(`(?<![A-Za-z0-9])(?:${longestFirst.join("|")})(?![A-Za-z0-9])`, "gi");
  return (text) =>
    text.replace(word, (found) => words.get(found) ?? words.get(found.toLowerCase())?.toUpperCase() ?? found);
}

function environmentsOf({ settings }: Named, property: "name" | "domain"): string[] {
  const list = settings["platform:environments"];
  if (!Array.isArray(list)) return [];
  return (list as Record<string, unknown>[]).map((one) => (typeof one[property] === "string" ? one[property] : ""));
}

function paired(there: string[], here: string[]): [string, string][] {
  return there.slice(0, here.length).map((name, i) => [name, here[i]!]);
}

export function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
