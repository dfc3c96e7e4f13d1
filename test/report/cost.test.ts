import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { UNKNOWN, type RegisteredResource, type RunResult } from "../../local/engine/types";
import { UserError } from "../../local/lib/errors";
import { changeOf, dollars, plannedCost, type Sums } from "../../report/cost";
import { html } from "../../report/html";
import { lastPlan, readPlan } from "../../report/last";
import { markdown } from "../../report/markdown";
import { toPlan, type Plan } from "../../report/plan";
import { reportOf } from "../../report/report";
import { summary } from "../../report/summary";
import { writeReports } from "../../report/write";

function resource(type: string, name: string, more: Partial<RegisteredResource> = {}): RegisteredResource {
  const urn = `urn:pulumi:dev::platform::${type}::${name}`;
  const empty = { dependencies: [], propertyDependencies: {}, aliases: [], inputs: {}, outputs: {} };
  return { urn, type, name, custom: true, protect: false, ...empty, ...more };
}

const provider = resource("pulumi:providers:aws", "aws", { inputs: { region: "eu-central-1" } });
const inAws = { provider: `${provider.urn}::some-id` };
const template = resource("aws:ec2/launchTemplate:LaunchTemplate", "template", {
  ...inAws,
  inputs: { blockDeviceMappings: [{ ebs: { volumeType: "gp3", volumeSize: 100, kmsKeyId: UNKNOWN } }] },
});
const nodes = resource("aws:eks/nodeGroup:NodeGroup", "nodes", {
  ...inAws,
  propertyDependencies: { launchTemplate: [template.urn] },
  inputs: {
    launchTemplate: { id: UNKNOWN },
    instanceTypes: ["m7i.large"],
    scalingConfig: { minSize: 2, desiredSize: 2, maxSize: 4 },
  },
});
const cluster = resource("aws:eks/cluster:Cluster", "eks", inAws);

function result(resources: RegisteredResource[], more: Partial<RunResult> = {}): RunResult {
  const empty = { outputs: {}, findings: [], charts: [], changed: [], notApplied: [], errors: [] };
  return { status: "succeeded", seconds: 1, resources: [provider, ...resources], ...empty, ...more };
}

const everything = result([cluster, template, nodes]);
// 2 (at most 4) machines at 0.12075 an hour with disks of 100 GiB at 0.0952, and a control plane at 0.1 an hour.
const expected = {
  monthlyUsd: 268.33,
  maximumUsd: 463.67,
  categories: [
    { category: "control plane", monthlyUsd: 73, maximumUsd: 73 },
    { category: "nodes", monthlyUsd: 195.33, maximumUsd: 390.67 },
  ],
  components: [
    { component: "nodes", monthlyUsd: 195.33, maximumUsd: 390.67 },
    { component: "eks", monthlyUsd: 73, maximumUsd: 73 },
  ],
  pricesAsOf: "2025-05-01",
  missing: [],
  change: null,
};

/** A report that compares with a plan of that cost. */
function compared(run: RunResult, cost: Sums | null) {
  const last = { ...toPlan("dev", run), cost: cost && { ...expected, ...cost } } as Plan;
  return reportOf("dev", run, { last });
}

describe("the cost of a plan", () => {
  it("is the sum over its resources, by what they are", () => {
    expect(plannedCost(everything, null)).toEqual(expected);
  });

  it("is in plan.json", () => {
    expect(toPlan("dev", everything).cost).toEqual(expected);
  });

  it("is compared with the last plan", () => {
    expect(plannedCost(everything, { monthlyUsd: 200.1, maximumUsd: 500 })!.change).toEqual({
      monthlyUsd: 68.23,
      maximumUsd: -36.33,
    });
  });

  it("is nothing where the stack has nothing of a cloud", () => {
    expect(plannedCost(result([resource("kubernetes:core/v1:Namespace", "a")]), null)).toBeNull();
  });

  it("says what is not in it", () => {
    const unsized = resource("aws:eks/nodeGroup:NodeGroup", "unsized", {
      ...inAws,
      inputs: { instanceTypes: ["m99.huge"], scalingConfig: { minSize: UNKNOWN, maxSize: 3 } },
    });
    const chart = { name: "c", urn: "u", chart: "c", objects: 0 };
    const charts = [
      { ...chart, rendered: false },
      { ...chart, rendered: true },
    ];
    expect(plannedCost(result([cluster, unsized], { charts }), null)).toEqual({
      ...expected,
      monthlyUsd: 73,
      maximumUsd: 73,
      categories: expected.categories.slice(0, 1),
      components: expected.components.slice(1),
      missing: [
        "policies/lib/cost/prices.yaml must have the price of machines of type m99.huge on AWS in eu-central-1; add it",
        "volumes of type gp3 of unsized, whose region, number or size is not known",
        "volumes and load balancers of charts that were not rendered (1)",
      ],
    });
  });
});

describe("cost in words", () => {
  const change = (monthlyUsd: number) =>
    changeOf({ ...plannedCost(everything, null)!, change: { monthlyUsd, maximumUsd: 0 } });

  it("is whole dollars", () => {
    expect([dollars(1234567.5), dollars(0.4), dollars(999)]).toEqual(["$1,234,568", "$0", "$999"]);
  });

  it("says more, less or the same", () => {
    expect([change(12.4), change(-1000), change(0.3), changeOf(plannedCost(everything, null)!)]).toEqual([
      "$12 more than in the last plan",
      "$1,000 less than in the last plan",
      "as in the last plan",
      "",
    ]);
  });

  it("is a few lines in the terminal", () => {
    const text = stripVTControlCharacters(
      summary(compared(everything, { monthlyUsd: 200, maximumUsd: 0 }), "out"),
    ).split("\n");
    const start = text.findIndex((line) => line.startsWith("  cost:"));
    expect(text.slice(start, start + 3)).toEqual([
      "  cost:     about $268 a month, $68 more than in the last plan; at most $464 with all nodes; list prices of 2025-05-01",
      "            control plane $73, nodes $195",
      "  changes:  no resource changes against the last plan",
    ]);
  });

  it("is a table in the merge request's comment", () => {
    const missing = result([cluster, resource("aws:kms/key:Key", "key")]);
    const text = markdown(compared(missing, { monthlyUsd: 80, maximumUsd: 0 }));
    expect(text.slice(text.indexOf("**Cost:**"), text.indexOf("| Component"))).toBe(
      [
        "**Cost:** about $73 a month, $7 less than in the last plan; at most $73 with all nodes that may be added. List prices of 2025-05-01, without what is billed by use.",
        "",
        "| Cost of | Each month | At most |",
        "| --- | --- | --- |",
        "| control plane | $73 | $73 |",
        "",
        "Not in the estimate: keys of key, whose region, number or size is not known.",
        "",
        "",
      ].join("\n"),
    );
  });

  it("is on the page", () => {
    const page = html(compared(everything, { monthlyUsd: 268.33, maximumUsd: 463.67 }));
    expect(page).toContain(
      "<p>About <b>$268</b> a month, as in the last plan; list prices of 2025-05-01, without what is billed by use.</p>",
    );
    for (const row of ["nodes", "eks"]) expect(page).toContain(`<tr><th scope="row">${row}</th><td class="number">$`);
    expect(html(reportOf("dev", result([])))).toContain("<p>Not estimated: the stack has nothing of a cloud.</p>");
  });
});

describe("the last plan", () => {
  const directory = mkdtempSync(join(tmpdir(), "last-"));
  afterEach(() => rmSync(join(directory, "dev"), { recursive: true, force: true }));
  const out = join(directory, "dev");
  const path = join(out, "plan.json");

  it("is what lies where the new one goes", async () => {
    await writeReports(out, reportOf("dev", everything));
    const last = lastPlan(out).plan!;
    expect(last.cost).toMatchObject({ monthlyUsd: 268.33, maximumUsd: 463.67, change: null });
    await writeReports(out, reportOf("dev", result([cluster]), { last }));
    expect(lastPlan(out).plan!.cost).toMatchObject({
      monthlyUsd: 73,
      change: { monthlyUsd: -195.33, maximumUsd: -390.67 },
    });
  });

  it("is none where there is no file", () => {
    expect(lastPlan(out)).toEqual({});
  });

  const again = "make it again with npm run plan";
  it.each([
    ["a file that is no plan", "{", `must be a plan of version 1, got a damaged file; ${again}`],
    ["a list", "[]", `must be a plan of version 1, got a damaged file; ${again}`],
    ["a plan of before", '{"stack":"dev"}', `must be a plan of version 1, got one without a version; ${again}`],
    ["a later plan", '{"version":2}', `must be a plan of version 1, got version 2; ${again}`],
    ["half a plan", '{"version":1,"stack":"dev"}', `must be a plan of version 1, got one without resources; ${again}`],
  ])("says in one message what is wrong with %s", (_, text, message) => {
    mkdirSync(out, { recursive: true });
    writeFileSync(path, text);
    expect(lastPlan(out)).toEqual({ problem: `${path} ${message}` });
    expect(() => readPlan(path)).toThrow(new UserError(`${path} ${message}`));
  });

  it("must exist where it was asked for", () => {
    expect(() => readPlan(path)).toThrow(new UserError(`${path} must exist, got no file; run npm run plan first`));
  });
});
