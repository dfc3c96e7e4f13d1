import { describe, expect, it } from "vitest";

import { namespacePssLabel } from "../../../policies/kubernetes/rules/namespace-pss-label";
import type { Levels } from "../../../policies/lib/levels";
import { AAM, AMM, MMM } from "../../../policies/lib/levels";
import { resourceRule, stackRule, type Rule } from "../../../policies/lib/rule";
import type { Waiver } from "../../../policies/lib/waivers/schema";
import { judge, pack, remediate, ROOT, UNKNOWN, urnOf, type TestResource } from "../../support/policies";

const info = (name: string, levels: Levels) => ({
  name,
  title: name,
  description: `${name} holds.`,
  group: "test",
  severity: "low" as const,
  levels,
  references: ["T-1"],
  remedy: "Mend it.",
});
/** Wants `props.size` to be small. */
const small = (name: string, levels: Levels) =>
  resourceRule({
    ...info(name, levels),
    applies: (type) => type === "test:index:Thing",
    check({ props }, report) {
      if (Number(props["size"]) > 1) report.violation("size must be small");
    },
  });
const broken = (name: string, levels: Levels) =>
  resourceRule({
    ...info(name, levels),
    applies: () => true,
    check: ({ props }) => JSON.parse(props["json"] as string) as void,
  });
const brokenStack = (name: string, levels: Levels) =>
  stackRule({
    ...info(name, levels),
    check() {
      throw new RangeError("secret-of-the-rule");
    },
  });
const thing = (props: Record<string, unknown>, name = "a"): TestResource => ({ type: "test:index:Thing", name, props });
const waiver = (policy: string, name = "a"): Waiver => ({
  policy,
  resource: `test:index:Thing::${name}`,
  reason: "r",
  owner: "o",
  ticket: "t",
  expires: "2026-12-31",
});
const AAA: Levels = { dev: "advisory", staging: "advisory", production: "advisory" };
const OFF: Levels = { dev: "disabled", staging: "disabled", production: "mandatory" };
const brief = (verdicts: Awaited<ReturnType<typeof judge>>) =>
  verdicts.map(({ policy, level, message }) => `${level} ${policy}: ${message}`);
const UNKNOWN_SIZE = "size is not known before the deployment";

describe("what is undetermined", () => {
  const rules = [small("strict", MMM), small("lenient", AAA), small("late", AAM)];
  it.each([
    [
      "production",
      [
        `mandatory undetermined: strict: ${UNKNOWN_SIZE}`,
        `mandatory undetermined: late: ${UNKNOWN_SIZE}`,
        `advisory undetermined-advisory: lenient: ${UNKNOWN_SIZE}`,
      ],
    ],
    ["staging", ["strict", "lenient", "late"].map((rule) => `advisory undetermined: ${rule}: ${UNKNOWN_SIZE}`)],
    ["dev", ["strict", "lenient", "late"].map((rule) => `advisory undetermined: ${rule}: ${UNKNOWN_SIZE}`)],
  ] as const)("has the weight of the rule in %s", async (environment, expected) => {
    expect(brief(await judge({ rules, environment, resources: [thing({ size: UNKNOWN })] }))).toEqual(expected);
  });

  it("is said for whole-stack rules too, about the resource it concerns", async () => {
    const rule = stackRule({
      ...info("joined", MMM),
      check(resources, report) {
        for (const { urn, props } of resources) report.on(urn, () => void props["size"]);
      },
    });
    const verdicts = await judge({ rules: [rule], resources: [thing({ size: 1 }), thing({ size: UNKNOWN }, "b")] });
    expect(verdicts).toMatchObject([{ policy: "undetermined-stack", level: "mandatory", urn: urnOf(thing({}, "b")) }]);
  });

  it("is said once for each value, and not again when the value is known", async () => {
    const twice = resourceRule({
      ...info("twice", MMM),
      applies: () => true,
      check({ props }, report) {
        report.attempt(() => void props["size"]);
        report.attempt(() => void props["size"]);
      },
    });
    const run = pack({ rules: [twice] });
    expect(await run.resource(thing({ size: UNKNOWN }))).toHaveLength(1);
    expect(await run.resource(thing({ size: 1 }))).toEqual([]);
  });

  it("stays with its resource when calls interleave", async () => {
    const run = pack({ rules: [small("strict", MMM)] });
    const things = [1, UNKNOWN, 1, UNKNOWN].map((size, index) => thing({ size }, `t${index}`));
    const verdicts = await Promise.all(things.map((item) => run.resource(item)));
    expect(verdicts.map((list) => list.length)).toEqual([0, 1, 0, 1]);
  });

  it("is not said of rules that are disabled", async () => {
    expect(
      await judge({ rules: [small("off", OFF)], environment: "dev", resources: [thing({ size: UNKNOWN })] }),
    ).toEqual([]);
  });

  it("can be waived, by waiving the rule", async () => {
    const verdicts = await judge({
      rules: [small("strict", MMM)],
      resources: [thing({ size: UNKNOWN })],
      waivers: [waiver("strict")],
    });
    expect(brief(verdicts)).toEqual(["advisory waived: strict: waived until 2026-12-31 by o (t): r"]);
  });
});

describe("a rule that throws", () => {
  const others = [small("strict", MMM)];
  const resources = [thing({ size: 2, json: "secret-value" }), thing({ size: 2, json: "secret-value" }, "b")];
  const failed = (type: string) =>
    `the rule failed (${type}) and judged nothing here; this is a defect of the policy pack: report it`;

  it("is one mandatory finding without stack or secret, and the other rules still run", async () => {
    const verdicts = await judge({ rules: [broken("bad", MMM), ...others], resources });
    expect(brief(verdicts)).toEqual([
      `mandatory bad: ${failed("SyntaxError")}`,
      "mandatory strict: size must be small",
      "mandatory strict: size must be small",
    ]);
  });

  it("is mandatory even if the rule only advises", async () => {
    const verdicts = await judge({ rules: [broken("bad", AMM), ...others], resources, environment: "dev" });
    expect(brief(verdicts)).toEqual([
      "mandatory strict: size must be small",
      `mandatory rule-failed: bad: ${failed("SyntaxError")}`,
      "mandatory strict: size must be small",
    ]);
  });

  it("is one finding when it judges the whole stack", async () => {
    expect(brief(await judge({ rules: [brokenStack("bad", MMM)], resources }))).toEqual([
      `mandatory bad: ${failed("RangeError")}`,
    ]);
    expect(brief(await judge({ rules: [brokenStack("bad", AMM)], resources, environment: "dev" }))).toEqual([
      `mandatory rule-failed-stack: bad: ${failed("RangeError")}`,
    ]);
  });

  it("keeps what it found before", async () => {
    const late = resourceRule({
      ...info("late", MMM),
      applies: () => true,
      check(_resource, report) {
        report.violation("found");
        throw new Error("then failed");
      },
    });
    expect(brief(await judge({ rules: [late], resources: [thing({})] }))).toEqual([
      `mandatory late: ${failed("Error")}`,
      "mandatory late: found",
    ]);
  });
});

describe("waivers", () => {
  it("fail when malformed or of no policy, and do not apply then", async () => {
    const verdicts = await judge({
      rules: [small("strict", MMM)],
      resources: [thing({ size: 2 })],
      waivers: [waiver("stirct")],
      problems: [{ message: "waivers.yaml[1].owner must be given", policy: "strict" }],
    });
    expect(brief(verdicts)).toEqual([
      "mandatory strict: size must be small",
      "mandatory waivers-valid: waivers.yaml[1].owner must be given",
      "mandatory waivers-valid: the waiver of stirct for test:index:Thing::a names a policy that does not exist; mend or remove it",
    ]);
  });

  it("print one line for a resource, however many findings they cover", async () => {
    const noisy = resourceRule({
      ...info("noisy", MMM),
      applies: () => true,
      check(_resource, report) {
        report.violation("one");
        report.violation("two");
      },
    });
    const verdicts = await judge({ rules: [noisy], resources: [thing({})], waivers: [waiver("noisy")] });
    expect(brief(verdicts)).toEqual(["advisory waived: noisy: waived until 2026-12-31 by o (t): r"]);
  });

  it("of charts that were not rendered advise, in one finding", async () => {
    const chart: TestResource = { type: "kubernetes:helm.sh/v4:Chart", name: "things", props: {} };
    const unneeded = { ...waiver("strict"), chart: "things" };
    const rules = [small("strict", MMM)];
    const verdicts = await judge({ rules, resources: [chart], waivers: [unneeded] });
    expect(brief(verdicts)).toEqual([
      "advisory waivers-unchecked: nothing says whether the waivers of objects of charts that were not rendered here are needed: things",
    ]);
    expect(verdicts.map(({ urn }) => urn ?? "")).toEqual([""]);
    const made = { ...thing({ size: 1 }), parent: urnOf(chart) };
    expect(brief(await judge({ rules, resources: [chart, made], waivers: [unneeded] }))).toEqual([
      "mandatory waivers-valid: the waiver of strict for test:index:Thing::a matches no finding of this stack; remove it",
    ]);
  });

  it("are said for each resource that one rule about the stack finds", async () => {
    const rule = stackRule({
      ...info("joined", MMM),
      check(resources, report) {
        for (const { urn, type } of resources)
          if (type === "test:index:Thing") report.on(urn, () => report.violation("bad"));
      },
    });
    const waivers = [waiver("joined"), waiver("joined", "b")];
    const verdicts = await judge({ rules: [rule], resources: [thing({}), thing({}, "b")], waivers });
    const said = "joined: waived until 2026-12-31 by o (t): r";
    expect(verdicts.map(({ policy, urn, message }) => [policy, urn, message])).toEqual([
      ["waived-stack", urnOf(thing({})), said],
      ["waived-stack", urnOf(thing({}, "b")), said],
    ]);
  });

  it("of a rule that is disabled may stay for other environments", async () => {
    const run = { rules: [small("off", OFF)], resources: [thing({ size: 1 })], waivers: [waiver("off")] };
    expect(brief(await judge({ ...run, environment: "dev" }))).toEqual([]);
    expect(brief(await judge(run))).toEqual([
      "mandatory waivers-valid: the waiver of off for test:index:Thing::a matches no finding of this stack; remove it",
    ]);
  });

  it("of a whole-stack rule work by the resource it reports", async () => {
    const rule = stackRule({
      ...info("joined", MMM),
      check(resources, report) {
        for (const { urn, type } of resources)
          if (type === "test:index:Thing") report.on(urn, () => report.violation("bad"));
      },
    });
    const resources = [thing({}), thing({}, "b")];
    const verdicts = await judge({ rules: [rule], resources, waivers: [waiver("joined")] });
    expect(verdicts.map(({ policy, urn }) => [policy, urn])).toEqual([
      ["joined", urnOf(thing({}, "b"))],
      ["waived-stack", urnOf(thing({}))],
    ]);
  });
});

describe("meta policies", () => {
  const names = (rules: Rule[], environment: "dev" | "production", waivers: Waiver[] = []) =>
    pack({ rules, environment, waivers })
      .policies.map(({ name }) => name)
      .slice(rules.length);

  it("are only those that can have something to say", () => {
    const last = ["configuration-valid", "waivers-valid"];
    const budget = "undetermined-budget";
    expect(names([], "production")).toEqual(last);
    expect(names([small("a", AMM)], "production")).toEqual(["undetermined", budget, ...last]);
    expect(names([small("a", AMM)], "production", [waiver("a")])).toEqual([
      "undetermined",
      "waived",
      budget,
      "configuration-valid",
      "waivers-unchecked",
      "waivers-valid",
    ]);
    expect(names([small("a", AMM)], "dev")).toEqual(["undetermined", "rule-failed", budget, ...last]);
    expect(names([brokenStack("a", MMM)], "dev")).toEqual(["undetermined-stack", budget, ...last]);
    expect(names([small("a", OFF)], "dev")).toEqual(last);
  });
});

describe("a pack", () => {
  it("says of the stack itself what a rule finds on no resource", async () => {
    const rule = stackRule({ ...info("missing", MMM), check: (_, report) => report.violation("one must be there") });
    const verdicts = await judge({ rules: [rule], resources: [thing({})] });
    expect(verdicts.map(({ urn, message }) => [urn, message])).toEqual([[urnOf(ROOT), "one must be there"]]);
  });

  it("gives an advice once, with the names of all that it is about", async () => {
    const eager = resourceRule({
      ...info("eager", MMM),
      advises: true,
      applies: () => true,
      check: ({ props }, report) => (props["size"] === 1 ? undefined : report.advice("pin them")),
    });
    const judging = pack({ rules: [eager] });
    for (const name of ["c", "a", "b"]) await judging.resource(thing({ size: name === "b" ? 1 : 2 }, name));
    const verdicts = await judging.stack([thing({})]);
    expect(verdicts.map(({ policy, level, urn, message }) => [policy, level, urn, message])).toEqual([
      ["advice", "advisory", "", "eager: pin them: a, c"],
    ]);
  });

  it("leaves to analysis what a repair that fails could not mend", async () => {
    const level: Levels = { dev: "remediate", staging: "remediate", production: "remediate" };
    const mending = (fix: () => boolean) => ({ ...small("mending", level), fix });
    const throwing = mending(() => {
      throw new Error("defect");
    });
    expect(await remediate({ rules: [throwing], resources: [] }, thing({ size: 2 }))).toBeUndefined();
    expect(brief(await judge({ rules: [throwing], resources: [thing({ size: 2 })] }))).toEqual([
      "mandatory mending: size must be small",
    ]);
  });

  it("says that a rule failed by itself where it also mends", async () => {
    const level: Levels = { dev: "remediate", staging: "remediate", production: "remediate" };
    expect(brief(await judge({ rules: [broken("bad", level)], resources: [thing({ json: "{" })] }))).toEqual([
      "mandatory bad: the rule failed (SyntaxError) and judged nothing here; this is a defect of the policy pack: report it",
    ]);
  });

  it("fails when two rules have one name", () => {
    expect(() => pack({ rules: [small("a", MMM), small("a", MMM)] })).toThrow(
      "Rules of a pack must have different names",
    );
  });

  it("hands the SDK what people need to know of a rule", () => {
    const [policy] = pack({ rules: [{ ...namespacePssLabel, remedy: "Label it." }] }).policies;
    expect(policy).toMatchObject({
      name: "namespace-pss-label",
      displayName: "Namespaces enforce Pod Security",
      severity: "high",
      enforcementLevel: "mandatory",
      remediationSteps: "Label it.",
      url: "docs/policies/namespace-pss-label.md",
      tags: ["namespace", "CIS 5.2.1", "Kyverno add-psa-labels"],
      framework: { name: "CIS Kubernetes Benchmark", version: "1.12", reference: "5.2.1" },
      configSchema: namespacePssLabel.config,
    });
    expect(Object.keys(pack({ rules: [small("a", MMM)] }).policies[0]!)).not.toContain("configSchema");
  });
});
