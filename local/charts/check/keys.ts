import { editDistance } from "../../../src/settings/problems";
import { kubernetesFields } from "./kubernetes-types";
import { childOf, isFree, keysOf, type ChartKnowledge, type Known } from "./known";

export interface KeyFindings {
  /** Keys that were compared. */
  checked: number;
  /** Paths of keys that the chart does not have, each with the nearest that it has. */
  unknown: { path: string; nearest?: string }[];
  /** Paths below which nothing could be compared, and why. */
  notes: string[];
}

/** Compares every key of `values` with what the chart says of its values. Items of lists are not looked into. */
export function checkKeys(values: unknown, knowledge: ChartKnowledge): KeyFindings {
  const found: KeyFindings = { checked: 0, unknown: [], notes: [] };

  const visit = (value: unknown, known: Known, name: string, path: string[]): void => {
    if (!isMap(value)) return;
    const fields = path.length > 0 ? kubernetesFields(name) : undefined;
    if (fields === "any" || (path.length > 0 && isFree(known))) return;
    for (const [key, inner] of Object.entries(value)) {
      const at = [...path, key];
      found.checked++;
      const unseen = path.length === 0 ? knowledge.unseen.get(key) : undefined;
      if (unseen) {
        found.notes.push(
          `${key}: not compared, the values of subchart ${unseen.name} ${unseen.version ?? ""} are not at hand`,
        );
        continue;
      }
      const child = childOf(known, key);
      if (child) visit(inner, child, key, at);
      else if (!fields?.includes(key) && !helmsOwn(at, knowledge)) {
        found.unknown.push({ path: dotted(at), nearest: nearest(at, known, fields, knowledge) });
      }
    }
  };
  visit(values, knowledge, "", []);
  return found;
}

/** Keys of Helm's that no chart has to mention: `global` reaches every subchart, `tags` switch them. */
function helmsOwn([key, ...below]: string[], { hasSubcharts }: ChartKnowledge): boolean {
  return below.length === 0 && hasSubcharts && (key === "global" || key === "tags");
}

/** A key of the same place that is spelled alike, or else the same key in another place. */
function nearest(at: string[], known: Known, fields: readonly string[] = [], root: Known): string | undefined {
  const key = at.at(-1)!;
  const alike = closest(key, [...keysOf(known), ...fields]);
  if (alike !== undefined) return dotted([...at.slice(0, -1), alike]);
  const path = dotted(at);
  const depth = (candidate: string) => candidate.split(".").length;
  return pathsTo(key, root.defaults).sort(
    (a, b) => depth(a) - depth(b) || editDistance(path, a) - editDistance(path, b),
  )[0];
}

function closest(key: string, candidates: string[]): string | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: editDistance(key.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  return best && best.distance <= Math.max(2, key.length / 3) ? best.candidate : undefined;
}

function pathsTo(key: string, defaults: unknown, path: string[] = []): string[] {
  if (!isMap(defaults)) return [];
  const here = Object.hasOwn(defaults, key) ? [dotted([...path, key])] : [];
  return [...here, ...Object.entries(defaults).flatMap(([name, inner]) => pathsTo(key, inner, [...path, name]))];
}

/** The path as Helm writes it: dots inside a key have a backslash. */
function dotted(path: string[]): string {
  return path.map((key) => key.replaceAll(".", "\\.")).join(".");
}

/** Secrets and unknowns of a plan are leaves. */
function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
