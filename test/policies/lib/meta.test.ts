import { describe, expect, it } from "vitest";

import { noPrivilegedContainers } from "../../../policies/kubernetes/rules/no-privileged-containers";
import { AMM, MMM } from "../../../policies/lib/levels";
import { META } from "../../../policies/lib/meta";
import { chartsJudged } from "../../../policies/lib/meta/charts-judged";
import { FREE, JUDGED, typeKey } from "../../../policies/lib/meta/types";
import { typesJudged } from "../../../policies/lib/meta/types-judged";
import type { Report } from "../../../policies/lib/report";
import { resourceRule, type Resource } from "../../../policies/lib/rule";
import { listOf, object, patch, serviceAccount } from "../../support/kubernetes";
import { pack, UNKNOWN, urnOf, type TestResource, type Verdict } from "../../support/policies";

const small = (name: string, levels = MMM) =>
  resourceRule({
    name,
    title: name,
    description: `${name} holds.`,
    group: "test",
    severity: "low",
    levels,
    references: [],
    remedy: "Mend it.",
    config: { properties: { limit: { type: "number" }, unit: { type: "string" } } },
    applies: (type) => type === "test:index:Thing",
    check({ props }, report) {
      if (Number(props["size"]) > 1) report.violation("size must be small");
    },
  });
const things = (count: number, size: unknown): TestResource[] =>
  [...Array(count).keys()].map((n) => ({ type: "test:index:Thing", name: `t${n}`, props: { size } }));
const brief = (verdicts: Verdict[]) =>
  verdicts.map(({ policy, level, urn, message }) => [policy, level, urn.split("::")[3], message]);
function sizes(props: Resource["props"], report: Report): void {
  for (const name of ["size", "other"]) report.attempt(() => void props[name]);
}
/** As custom resources are: with a provider. */
const provided = (resource: TestResource): TestResource => ({ ...resource, provider: {} });

describe("undetermined-budget", () => {
  async function spend(count: number, run: { environment?: "dev" | "staging" | "production"; max?: number } = {}) {
    const { environment = "production", max } = run;
    const rules = ["a", "b", "c", "d", "e"].map((name) => small(name));
    const config = max === undefined ? {} : { config: { max } };
    const judging = pack({ rules: rules.slice(0, count > 2 ? 5 : 2), environment, ...config });
    for (const thing of things(count, UNKNOWN)) await judging.resource(thing);
    return (await judging.stack([])).filter(({ policy }) => policy === "undetermined-budget");
  }

  it("accepts ten undetermined findings, and no more", async () => {
    expect(await spend(2)).toEqual([]);
    expect(brief(await spend(3))).toEqual([
      [
        "undetermined-budget",
        "mandatory",
        undefined,
        "undetermined findings must be at most 10, got 15: a (3), b (3), c (3), 2 other rules",
      ],
    ]);
  });

  it("names the rules that most findings are of first, and those with as many by their names", async () => {
    const twice = { ...small("twice"), check: ({ props }: Resource, report: Report) => sizes(props, report) };
    const rules = [small("c"), small("a"), twice, small("b")];
    const judging = pack({ rules, config: { max: 0 } });
    await judging.resource({ type: "test:index:Thing", name: "t", props: { size: UNKNOWN, other: UNKNOWN } });
    expect((await judging.stack([])).map(({ message }) => message)).toEqual([
      "undetermined findings must be at most 0, got 5: twice (2), a (1), b (1), 1 other rule",
    ]);
  });

  it.each(["dev", "staging"] as const)("advises in %s", async (environment) => {
    expect((await spend(3, { environment })).map(({ level }) => level)).toEqual(["advisory"]);
  });

  it("has the size that the pack's configuration says", async () => {
    expect(await spend(3, { max: 15 })).toEqual([]);
    expect((await spend(1, { max: 1 })).map(({ message }) => message)).toEqual([
      "undetermined findings must be at most 1, got 2: a (1), b (1)",
    ]);
    expect((await spend(1, { max: 0 })).map(({ message }) => message)).toEqual([
      "undetermined findings must be at most 0, got 2: a (1), b (1)",
    ]);
  });

  it("spends nothing on what was waived, or is known by now", async () => {
    const waiver = { policy: "a", reason: "r", owner: "o", ticket: "t", expires: "2026-12-31" };
    const judging = pack({
      rules: [small("a")],
      waivers: [{ ...waiver, resource: "test:index:Thing::t0" }],
      config: { max: 0 },
    });
    for (const thing of things(2, UNKNOWN)) await judging.resource(thing);
    expect((await judging.stack([])).map(({ message }) => message)).toEqual([
      "undetermined findings must be at most 0, got 1: a (1)",
    ]);
    for (const thing of things(2, 1)) await judging.resource(thing);
    expect(await judging.stack([])).toEqual([]);
  });
});

describe("types-judged", () => {
  const run = (...resources: TestResource[]) => pack({ rules: [], ofStack: [typesJudged] }).stack(resources);

  it("names in one advisory finding how many resources of which types no rule reads", async () => {
    const unread = ["a", "b"].map((name) => object("kibana.k8s.elastic.co/v1/Kibana", `logs/${name}`));
    const domain = { type: "aws:route53/zone:Zone", name: "zone", props: {} };
    expect(brief(await run(...[domain, ...unread, serviceAccount("shop/web")].map(provided)))).toEqual([
      [
        "types-judged",
        "advisory",
        undefined,
        "no rule reads 3 resources of 2 types: kubernetes:kibana.k8s.elastic.co/v1:Kibana (2), aws:route53/zone:Zone (1)",
      ],
    ]);
    expect((await run(provided(domain))).map(({ message }) => message)).toEqual([
      "no rule reads 1 resource of 1 type: aws:route53/zone:Zone (1)",
    ]);
  });

  it("names types with as many resources in the order of their names", async () => {
    const zone = (kind: string) => provided({ type: `aws:route53/${kind}`, name: kind, props: {} });
    expect((await run(zone("b:B"), zone("c:C"), zone("a:A"))).map(({ message }) => message)).toEqual([
      "no rule reads 3 resources of 3 types: aws:route53/a:A (1), aws:route53/b:B (1), aws:route53/c:C (1)",
    ]);
  });

  it("knows a type as a patch, in a list and in every version of its API", async () => {
    const accounts = [serviceAccount("shop/web")];
    const judged = [
      patch(serviceAccount("shop/default")),
      listOf("core/v1/ServiceAccountList", "all", ...accounts),
      object("networking.k8s.io/v1beta1/Ingress", "shop/web"),
      { type: "azure-native:containerservice/v20240901:ManagedCluster", name: "aks", props: {} },
    ];
    expect(await run(...judged.map(provided))).toEqual([]);
  });

  it("leaves out components, providers and what needs no rule", async () => {
    const component = { type: "platform:components:Vault", name: "vault", props: {} };
    const provider = { type: "pulumi:providers:vault", name: "vault", props: {} };
    const alias = provided({ type: "aws:kms/alias:Alias", name: "alias", props: {} });
    expect(await run(component, provider, alias)).toEqual([]);
  });

  it("reads no property", async () => {
    const secret = { type: "x:index:Thing", name: "x", props: { password: UNKNOWN } };
    expect(await run(provided(secret))).toHaveLength(1);
  });

  it("has a reason for every type without rule, and no type twice", () => {
    for (const [type, reason] of Object.entries(FREE)) {
      expect(reason, type).toMatch(/^[A-Za-z-]+ .*\.$/);
      expect(typeKey(type)).toBe(type);
      expect(JUDGED.has(type), type).toBe(false);
    }
  });
});

describe("charts-judged", () => {
  const run = (...resources: TestResource[]) => pack({ rules: [], ofStack: [chartsJudged] }).stack(resources);
  const chart = (name: string): TestResource => ({ type: "kubernetes:helm.sh/v4:Chart", name, props: {} });

  it("tells of each Release, since it shows no objects", async () => {
    const release = { type: "kubernetes:helm.sh/v3:Release", name: "redis", props: { namespace: UNKNOWN } };
    expect(brief(await run(release))).toEqual([
      ["charts-judged", "advisory", "redis", "a Release shows none of its objects, so that no rule judges them"],
    ]);
  });

  it("tells in one finding of the charts that were not rendered", async () => {
    const pod = { ...object("core/v1/Pod", "shop/web"), parent: urnOf(chart("shop")) };
    expect(brief(await run(chart("vault"), chart("shop"), pod, chart("redis")))).toEqual([
      [
        "charts-judged",
        "advisory",
        undefined,
        "no rule judges the objects of charts that were not rendered (2): redis, vault",
      ],
    ]);
    expect(await run(chart("shop"), pod)).toEqual([]);
  });
});

describe("configuration-valid", () => {
  const run = async (configuration: Record<string, string[]>) =>
    brief(
      await pack({ rules: [small("a", AMM)], known: ["of-another-pack"], configuration, environment: "dev" }).stack([]),
    );
  const says = (message: string) => ["configuration-valid", "mandatory", undefined, message];

  it("accepts what is for rules of any pack, and for meta policies", async () => {
    const all = { a: ["limit", "unit"], "of-another-pack": ["anything"], "undetermined-budget": ["max"], all: [] };
    expect(await run(all)).toEqual([]);
  });

  it("fails when it is for a policy that does not exist", async () => {
    expect(await run({ b: ["limit"] })).toEqual([
      says('the configuration of "b" is for a policy that does not exist; mend or remove it'),
    ]);
  });

  it("fails when a rule does not have the property", async () => {
    expect(await run({ a: ["limit", "limt"] })).toEqual([
      says('the configuration of "a" must not have "limt"; its properties are limit, unit'),
    ]);
    const configuration = { "no-privileged-containers": ["limit"] };
    expect(brief(await pack({ rules: [noPrivilegedContainers], configuration }).stack([]))).toEqual([
      says('the configuration of "no-privileged-containers" must not have "limit"; it has no properties'),
    ]);
  });
});

describe("META", () => {
  it("names every meta policy of every pack", () => {
    const waiver = {
      policy: "a",
      resource: "T::n",
      chart: "c",
      reason: "r",
      owner: "o",
      ticket: "t",
      expires: "2026-12-31",
    };
    const named = (["dev", "production"] as const).flatMap((environment) =>
      pack({
        rules: [{ ...small("a", AMM), advises: true }, small("b", { ...MMM, production: "advisory" })],
        environment,
        waivers: [waiver],
        ofStack: [typesJudged, chartsJudged],
      }).policies.map(({ name }) => name),
    );
    const single = [...META].filter((name) => !name.endsWith("-stack"));
    expect([...new Set(named)].filter((name) => name !== "a" && name !== "b").sort()).toEqual(single.sort());
  });
});
