import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { resourcesOf } from "../../local/reference/examples";
import { EXAMPLE_DAY, judgeExample } from "../../local/reference/judge";
import { allRules } from "../../local/reference/policies";
import { waiverOf } from "../../local/reference/rule-page";
import { root } from "../../local/lib/project";
import { ENVIRONMENTS } from "../../policies/lib/environment";
import { judge, pack, TODAY, urnOf } from "../support/policies";

/** What a reader of `docs/policies/RULE.md` sees. */
function pageOf(rule: string) {
  const page = readFileSync(join(root, "docs/policies", `${rule}.md`), "utf8");
  const [, bad = "", says = "", good = ""] =
    /^Refused:\n\n```yaml\n([\s\S]*?)\n```\n\n```text\n([\s\S]*?)\n```\n\nAccepted:\n\n```yaml\n([\s\S]*?)\n```$/m.exec(
      page,
    ) ?? [];
  return { bad: resourcesOf(bad), says: says.split("\n"), good: resourcesOf(good) };
}

it("judges examples on the day of all other tests", () => expect(EXAMPLE_DAY).toBe(TODAY));

it("explains every policy that is no rule, in the index", () => {
  const index = readFileSync(join(root, "docs/policies/README.md"), "utf8");
  const rules = allRules.map(({ rule }) => rule);
  const names = ENVIRONMENTS.flatMap((environment) => pack({ rules, environment }).policies.map(({ name }) => name));
  const own = new Set(names.map((name) => name.replace(/-stack$/, "")));
  for (const { name } of rules) own.delete(name);
  expect([...own].filter((name) => !index.includes(`| \`${name}\``) && !index.includes(`, \`${name}\``))).toEqual([]);
  expect(own.size).toBeGreaterThan(5);
});

describe.each(allRules.map(({ rule }) => [rule.name, rule] as const))("the page of %s", (name, rule) => {
  const { bad, says, good } = pageOf(name);

  it("shows an example that the rule refuses, with what it says", async () => {
    const verdicts = await judge({ rules: [rule], resources: bad });
    expect(verdicts.map(({ urn, message }) => `${urn.split("::").slice(2).join("::")}: ${message}`)).toEqual(says);
    expect([...new Set(verdicts.map(({ policy, level }) => `${policy} ${level}`))]).toEqual([`${name} mandatory`]);
  });

  it("shows an example that the rule accepts", async () => {
    expect(good.length).toBeGreaterThan(0);
    expect(await judge({ rules: [rule], resources: good })).toEqual([]);
  });

  it("shows a waiver that covers what it is about", async () => {
    const findings = judgeExample(rule, bad);
    const waiver = {
      ...waiverOf(rule, findings),
      reason: "accepted",
      owner: "platform-team",
      ticket: "PLAT-123",
      expires: "2027-03-31",
    };
    const verdicts = await judge({ rules: [rule], resources: bad, waivers: [waiver] });
    const covered = bad.find(({ type, name: resource }) => `${type}::${resource}` === waiver.resource)!;
    const about = verdicts.filter(({ urn }) => urn === urnOf(covered));
    expect(about.map(({ policy }) => policy.replace("-stack", ""))).toEqual(["waived"]);
  });
});
