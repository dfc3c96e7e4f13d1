import { expect } from "vitest";
import type { Finding } from "../../local/engine/types";
import { judge, type Case } from "../../local/judge/judge";
import { ownPacks } from "../../local/lib/project";
import { subject } from "../../report/findings";

export const packs = ownPacks().map((directory) => ({ directory }));

/** No rule is chosen or left out, and no configuration given. */
export const everything = { only: [], disable: [], config: {} };

/** What `npm run policies` finds in objects without surroundings. */
export async function judged(about: Omit<Case, "around" | "onLine">): Promise<Finding[]> {
  const { findings, errors } = await judge({ around: [], onLine: () => undefined, ...about });
  expect(errors).toEqual([]);
  return findings;
}

/** Findings as lines in one order, to compare what two ways of judging say. */
export function told(findings: readonly Finding[]): string[] {
  return findings
    .map((finding) => [finding.level, finding.status, finding.policy, subject(finding), finding.message].join(" | "))
    .sort();
}
