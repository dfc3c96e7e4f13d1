import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { ENVIRONMENTS } from "../../policies/lib/environment";
import type { Rule } from "../../policies/lib/rule";
import type { Waiver } from "../../policies/lib/waivers/schema";
import { judge, urnOf } from "./policies";
import { judged, JUNK, maskings, SECRET, spoilt, withSecrets, type Failing, type RuleCases } from "./rules";

/** Runs the cases of every rule, and derives from them what holds for each: levels, waivers, unknown values. */
export function describeRules(rules: readonly Rule[]): void {
  describe.each(rules.map(({ name }) => name))("%s", async (name) => describeRule(await casesOf(name)));
}

/** The table of a rule; each has a file of the rule's name. */
export async function casesOf(name: string): Promise<RuleCases> {
  return ((await import(`../policies/cases/${name}.ts`)) as { cases: RuleCases }).cases;
}

function describeRule(cases: RuleCases): void {
  const { rule } = cases;
  const { name } = rule;
  const passing = Object.entries(cases.passing).map(([title, item]) => [title, judged(item)] as const);
  const failing = Object.entries(cases.failing);

  it.each(passing)("accepts %s", async (_title, run) => {
    expect(await judge({ rules: [rule], ...run })).toEqual([]);
  });

  it.each(failing)("fails when: %s", async (_title, item) => {
    const verdicts = await judge({ rules: [rule], ...item });
    expect(verdicts.map(({ message }) => message)).toEqual([item.says].flat());
    for (const verdict of verdicts) {
      expect(verdict).toMatchObject({
        policy: name,
        level: "mandatory",
        severity: rule.severity,
        urn: subjectOf(item),
      });
    }
  });

  it.each(Object.entries(cases.unknown))("leaves undetermined: %s", async (_title, item) => {
    const verdicts = await judge({ rules: [rule], ...item });
    const notes = verdicts.map(({ policy, message }) => (policy === name ? message : message.replace(`${name}: `, "")));
    expect(notes).toEqual([item.says].flat());
    expect(verdicts.some(({ policy, level }) => policy.startsWith("undetermined") && level === "mandatory")).toBe(true);
  });

  it("never turns a violation into silence, whatever value is unknown", async () => {
    const silent: string[] = [];
    for (const [title, item] of failing) {
      for (const [path, resources] of maskings(item.resources)) {
        const verdicts = await judge({ ...item, rules: [rule], resources });
        if (verdicts.length === 0) silent.push(`${title}: ${path}`);
      }
    }
    expect(silent).toEqual([]);
  });

  it("never calls an unknown value a violation that it need not be", async () => {
    const accused: string[] = [];
    for (const [title, run] of passing) {
      for (const [path, resources] of maskings(run.resources)) {
        const verdicts = await judge({ ...run, rules: [rule], resources });
        if (verdicts.some(({ policy }) => policy === name)) accused.push(`${title}: ${path}`);
      }
    }
    expect(accused).toEqual([]);
  });

  it("repeats no secret", async () => {
    for (const [title, item] of failing) {
      const resources = item.resources.map(withSecrets);
      const verdicts = await judge({ ...item, rules: [rule], resources });
      expect(verdicts.length, title).toBeGreaterThan(0);
      expect(JSON.stringify(verdicts), title).not.toContain(SECRET);
    }
  });

  it("survives what no API server would accept", async () => {
    const runs = [...passing.map(([, run]) => run), ...failing.map(([, item]) => item)];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...runs), fc.nat(), fc.constantFrom(...JUNK), async (run, n, junk) => {
        const verdicts = await judge({ ...run, rules: [rule], resources: spoilt(run.resources, n, junk) });
        expect(JSON.stringify(verdicts)).not.toContain("the rule failed");
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  const [[, first] = [], [, second] = []] = failing;
  if (!first || !second) return;

  it.each(ENVIRONMENTS)("has its level in %s", async (environment) => {
    const level = rule.levels[environment];
    const expected = level === "remediate" ? "mandatory" : level;
    const verdicts = await judge({ rules: [rule], ...first, environment });
    for (const verdict of verdicts) expect(verdict.level).toBe(expected);
    expect(verdicts.length > 0).toBe(level !== "disabled");
  });

  it("accepts what is waived, and prints it", async () => {
    const verdicts = await judge({ rules: [rule], ...first, waivers: [waiverFor(first)] });
    expect([...new Set(verdicts.map(({ message }) => message))]).toEqual([
      `${name}: waived until 2026-12-31 by platform-team (PLAT-1): accepted`,
    ]);
    for (const verdict of verdicts) expect(verdict).toMatchObject({ level: "advisory", urn: subjectOf(first) });
  });

  it("fails when the waiver has expired", async () => {
    const waiver = { ...waiverFor(first), expires: "2026-06-14" };
    const verdicts = await judge({ rules: [rule], ...first, waivers: [waiver] });
    expect(verdicts.map(({ message }) => message)).toEqual([
      ...[first.says].flat().map((message) => `${message} (its waiver expired on 2026-06-14)`),
      `the waiver of ${name} for ${waiver.resource} expired on 2026-06-14; mend the resource or renew the decision`,
    ]);
    for (const verdict of verdicts) expect(verdict.level).toBe("mandatory");
  });

  it("fails when the waiver is for another resource, and says that this one is not there", async () => {
    const waiver = { ...waiverFor(second), resource: "kubernetes:core/v1:Pod::another" };
    const verdicts = await judge({ rules: [rule], ...second, waivers: [waiver] });
    expect(verdicts.map(({ message }) => message)).toEqual([
      ...[second.says].flat(),
      "the stack does not have the resources of these waivers: another; remove those that no stack needs",
    ]);
  });

  function waiverFor(item: Failing): Waiver {
    const [type = "", ...rest] = subjectOf(item).split("::").slice(2);
    return {
      policy: name,
      resource: [type, ...rest].join("::"),
      reason: "accepted",
      owner: "platform-team",
      ticket: "PLAT-1",
      expires: "2026-12-31",
    };
  }
}

/** The URN that the case's findings are about. */
function subjectOf({ on, resources }: Failing): string {
  const [first] = resources;
  if (!first) throw new Error("A case needs resources");
  return urnOf(resources.find(({ type, name }) => `${type}::${name}` === on) ?? first);
}
