import type { Resource } from "../rule";
import type { StackMeta } from "./policy";
import { FREE, JUDGED, typeKey } from "./types";

/**
 * Names the types that no rule reads, so that silence about them is not taken for consent. The one pack that sees most
 * of a stack says it for all.
 */
export const typesJudged: StackMeta = {
  name: "types-judged",
  description: "Rules must read every type of resource, or nothing is said of some.",
  enforcementLevel: "advisory",
  severity: "low",
  remediationSteps:
    "Write a rule about the type, or look at these resources yourself. A type of which nothing needs to hold: add it to policies/lib/meta/types.ts with the reason.",
  messages(resources) {
    const counts = [...unread(resources)].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    if (counts.length === 0) return [];
    const all = counts.reduce((sum, [, count]) => sum + count, 0);
    const types = counts.map(([type, count]) => `${type} (${count})`).join(", ");
    return [
      { urn: "", text: `no rule reads ${quantity(all, "resource")} of ${quantity(counts.length, "type")}: ${types}` },
    ];
  },
};

function unread(resources: readonly Resource[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { type, provider } of resources) {
    // Components and providers have none: they are what their children and users are.
    if (!provider) continue;
    const key = typeKey(type);
    if (!JUDGED.has(key) && !(key in FREE)) counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return counts;
}

function quantity(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
