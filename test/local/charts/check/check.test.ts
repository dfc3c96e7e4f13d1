import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ChartPin } from "../../../../components/lib/chart-pin";
import { checkCharts } from "../../../../local/charts/check";
import { draftUses } from "../../../../local/charts/check/drafts";
import { openChartFolder } from "../../../../local/charts/check/folder";
import type { ChartUse } from "../../../../local/charts/uses";
import { packChart } from "../../../support/chart-servers";

const fixtures = path.join(__dirname, "../../../fixtures/charts");
let folder: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "check-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true }));

const use = (values: unknown, more: Partial<ChartUse> = {}): ChartUse => ({
  component: "Hello",
  stack: "dev",
  chart: "hello",
  version: "1.2.3",
  values,
  ...more,
});

const check = async (uses: ChartUse[], directory = fixtures, pins: ChartPin[] = []) =>
  checkCharts(uses, await openChartFolder(directory), pins, "charts");

/** Problems of values against a chart `c` that has only a values file and a schema. */
async function problemsOf(values: unknown, valuesFile: string, schema?: object, chart = "c"): Promise<string[]> {
  fs.mkdirSync(path.join(folder, chart), { recursive: true });
  fs.writeFileSync(path.join(folder, chart, "Chart.yaml"), `name: ${chart}\nversion: 1.0.0\n`);
  fs.writeFileSync(path.join(folder, chart, "values.yaml"), valuesFile);
  if (schema) fs.writeFileSync(path.join(folder, chart, "values.schema.json"), JSON.stringify(schema));
  const { problems } = await check([use(values, { chart, version: "1.0.0" })], folder);
  return problems.map((problem) =>
    problem.replace(/^.*?: /, "").replace(" must be a key of the chart's values, and is not", ""),
  );
}

describe("checkCharts", () => {
  it("accepts what the chart, its schema, its comments and its subchart know", async () => {
    const values = {
      image: { tag: "2" },
      priorityClassName: "high",
      labels: { anything: "goes" },
      podAnnotations: { free: { to: "say" } },
      resources: { limits: { memory: "1Gi" } },
      service: { port: 1, nodePort: 2 },
      echo: { enabled: true, port: 70 },
      global: { x: 1 },
      tags: { y: true },
    };
    expect(await check([use(values)])).toEqual({ problems: [], notes: [], charts: 1, keys: 14 });
  });

  it("reads the same from an archive", async () => {
    const read = (file: string) => fs.readFileSync(path.join(fixtures, "hello", file), "utf8");
    const files = [
      "Chart.yaml",
      "values.yaml",
      "values.schema.json",
      "charts/echo/Chart.yaml",
      "charts/echo/values.yaml",
    ];
    const packed = await packChart(
      "hello",
      Object.fromEntries(files.map((file) => [file, read(file)])),
      path.join(folder, "source"),
    );
    fs.writeFileSync(path.join(folder, "hello-1.2.3.tgz"), packed);
    const { problems } = await check([use({ echo: { prt: 1 }, priorityClassName: "x" })], folder);
    expect(problems).toEqual([
      "Hello (dev), hello 1.2.3: echo.prt must be a key of the chart's values, and is not; did you mean echo.port?",
    ]);
  });

  it("finds a subchart that is an archive inside the chart, under its alias", async () => {
    const sub = await packChart(
      "sub",
      { "Chart.yaml": "name: sub\nversion: 1.0.0\n", "values.yaml": "a: 1\n" },
      path.join(folder, "s"),
    );
    fs.mkdirSync(path.join(folder, "main/charts"), { recursive: true });
    fs.writeFileSync(path.join(folder, "main/charts/sub-1.0.0.tgz"), sub);
    fs.writeFileSync(
      path.join(folder, "main/Chart.yaml"),
      "name: main\nversion: 1.0.0\ndependencies: [{name: sub, version: 1.0.0, alias: other, condition: other.on}]\n",
    );
    const uses = [use({ other: { a: 2, on: true, b: 3 } }, { chart: "main", version: "1.0.0" })];
    expect((await check(uses, folder)).problems).toEqual([
      "Hello (dev), main 1.0.0: other.b must be a key of the chart's values, and is not; did you mean other.a?",
    ]);
  });

  it("accepts the values of a subchart that is not at hand, with a note", async () => {
    fs.mkdirSync(path.join(folder, "main"));
    fs.writeFileSync(
      path.join(folder, "main/Chart.yaml"),
      "name: main\nversion: 1.0.0\ndependencies: [{name: sub, version: 2.x}]\n",
    );
    expect(await check([use({ sub: { a: 2 } }, { chart: "main", version: "1.0.0" })], folder)).toMatchObject({
      problems: [],
      notes: ["Hello (dev), main 1.0.0: sub: not compared, the values of subchart sub 2.x are not at hand"],
    });
  });

  it("compares with the version whose values were read, where the pin says so, and notes it", async () => {
    const pin = {
      name: "hello",
      version: "1.3.0",
      repository: "",
      appVersion: "",
      licence: "",
      valuesCheckedAt: "1.2.3",
    };
    expect(await check([use({ replica: 1 }, { version: "1.3.0" })], fixtures, [pin])).toMatchObject({
      problems: [expect.stringContaining("did you mean replicas?") as string],
      notes: ["Hello (dev), hello 1.3.0: compared with the values of 1.2.3"],
    });
  });

  it("notes a chart that the folder is known to lack, and compares the others", async () => {
    const uses = [use({ anything: 1 }, { chart: "elsewhere" }), use({ replicas: 2 })];
    const result = checkCharts(uses, await openChartFolder(fixtures), [], "charts", ["elsewhere"]);
    expect(result).toEqual({
      problems: [],
      notes: ["Hello (dev), elsewhere 1.2.3: not compared, because charts does not hold it"],
      charts: 1,
      keys: 1,
    });
  });

  it("tells the same mistake of several stacks once", async () => {
    const uses = ["dev", "staging"].map((stack) => use({ replica: 1 }, { stack }));
    expect((await check(uses)).problems).toEqual([
      "Hello (dev, staging), hello 1.2.3: replica must be a key of the chart's values, and is not; did you mean replicas?",
    ]);
  });

  it.each<[string, unknown, string, object | undefined, string[]]>([
    ["below an empty default", { a: { x: { y: 1 } } }, "a: {}", undefined, []],
    ["below a null default", { a: { x: 1 } }, "a:", undefined, []],
    ["below a default that is no map", { a: { x: 1 } }, 'a: ""', undefined, []],
    ["inside lists", { a: [{ x: 1 }] }, "a: [{y: 1}]", undefined, []],
    [
      "of a security context, whose defaults show only a part",
      { securityContext: { capabilities: {} } },
      "securityContext: {runAsUser: 1}",
      undefined,
      [],
    ],
    [
      "of node labels, annotations and resource names",
      { nodeSelector: { a: 1 }, podAnnotations: { b: 2 }, resources: { limits: { "x/y": 1 } } },
      "nodeSelector: {os: linux}\npodAnnotations: {c: d}\nresources: {limits: {cpu: 1}}",
      undefined,
      [],
    ],
    [
      "of a map whose values the schema describes",
      { a: { x: 1 } },
      "a: {y: 2}",
      { properties: { a: { additionalProperties: { type: "integer" } } } },
      [],
    ],
    ["that a schema's pattern allows", { "x-a": 1 }, "b: 2", { patternProperties: { "^x-": {} } }, []],
    [
      "behind references and alternatives of the schema",
      { a: { x: 1, y: 2 } },
      "b: 1",
      {
        $defs: { "a/b": { anyOf: [{ properties: { x: {} } }, { $ref: "#/$defs/y" }] }, y: { properties: { y: true } } },
        properties: { a: { $ref: "#/$defs/a~1b" } },
      },
      [],
    ],
    [
      "behind a reference to another host",
      { a: { x: 1 } },
      "a: {y: 1}",
      { properties: { a: { $ref: "https://schemas.example/a" } } },
      [],
    ],
    ["that only comments show", { a: { b: 1, c: { d: 1 } } }, "a:\n  # b: 2\n\n  # c: {}\n  e: 1\n", undefined, []],
    ["behind an anchor", { a: { x: 1 }, b: { x: 2, y: 3 } }, "a: &a\n  x: 1\nb:\n  <<: *a\n  y: 2\n", undefined, []],
  ])("accepts a key %s", async (_, values, valuesFile, schema, expected) => {
    expect(await problemsOf(values, valuesFile, schema)).toEqual(expected);
  });

  it.each<[string, unknown, string, object | undefined, string[]]>([
    ["at the top", { replicaCounts: 1 }, "replicaCount: 1", undefined, ["replicaCounts; did you mean replicaCount?"]],
    ["in other capitals", { REPLICAS: 1 }, "replicas: 1", undefined, ["REPLICAS; did you mean replicas?"]],
    ["inside", { a: { b: { cc: 1 } } }, "a: {b: {c: 1}}", undefined, ["a.b.cc; did you mean a.b.c?"]],
    [
      "in the wrong place",
      { replicas: 1 },
      "controller: {replicas: 1}\nx: {y: {replicas: 2}}",
      undefined,
      ["replicas; did you mean controller.replicas?"],
    ],
    ["that is like nothing", { entirely: 1 }, "a: 1", undefined, ["entirely; see values.yaml of the chart"]],
    [
      "in a key with a dot",
      { "grafana.in": 1 },
      "grafana.ini: {}",
      undefined,
      ["grafana\\.in; did you mean grafana\\.ini?"],
    ],
    [
      "in a security context",
      { securityContext: { runAsNonroot: true } },
      "securityContext: {runAsUser: 1}",
      undefined,
      ["securityContext.runAsNonroot; did you mean securityContext.runAsNonRoot?"],
    ],
    [
      "in resources",
      { resources: { limit: {} } },
      "resources: {requests: {cpu: 1}}",
      undefined,
      ["resources.limit; did you mean resources.limits?"],
    ],
    [
      "below an empty default that the schema closes",
      { a: { y: 1 } },
      "a: {}",
      { properties: { a: { properties: { x: {} }, additionalProperties: false } } },
      ["a.y; did you mean a.x?"],
    ],
    [
      "that a schema's additionalProperties: true would let pass",
      { bb: 1 },
      "b: 1",
      { additionalProperties: true },
      ["bb; did you mean b?"],
    ],
    ["that a comment shows in another place", { b: 1 }, "a:\n  # b: 2\n  c: 1\n", undefined, ["b; did you mean a?"]],
    [
      "global, of a chart without subcharts",
      { global: {} },
      "a: 1",
      undefined,
      ["global; see values.yaml of the chart"],
    ],
  ])("refuses a misspelled key %s", async (_, values, valuesFile, schema, expected) => {
    expect(await problemsOf(values, valuesFile, schema)).toEqual(expected);
  });

  it("knows Istio's hidden defaults, and what some charts take without saying so", async () => {
    const istio = "_internal_defaults_do_not_set:\n  pilot:\n    # hub: x\n    cni: {}\n  meshConfig: {a: 1}\n";
    const values = { profile: "ambient", pilot: { hub: "y", cnl: {} }, meshConfig: { accessLogFile: "x" } };
    expect(await problemsOf(values, istio, undefined, "istiod")).toEqual(["pilot.cnl; did you mean pilot.cni?"]);
  });

  it("fails when the folder has another version or none, whatever else is wrong", async () => {
    const uses = [use({}, { version: "1.2.4" }), use({}, { chart: "gone" }), use({ replica: 1 })];
    expect((await check(uses)).problems).toEqual([
      "Hello (dev), hello 1.2.4: charts must hold it, got 1.2.3; run npm run charts -- pull --to charts, or correct the pin in src/versions.ts",
      "Hello (dev), gone 1.2.3: charts must hold it, got no version of it; run npm run charts -- pull --to charts, or correct the pin in src/versions.ts",
      "Hello (dev), hello 1.2.3: replica must be a key of the chart's values, and is not; did you mean replicas?",
    ]);
  });
});

describe("openChartFolder", () => {
  it("fails when the folder does not exist", async () => {
    await expect(openChartFolder("no/such")).rejects.toThrow(
      "no/such must be a folder of charts, got no such folder; run npm run charts -- pull --to no/such",
    );
  });

  it.each([
    [
      "an archive is corrupt",
      "x.tgz",
      "junk",
      /x\.tgz must be a Helm chart, got: .+; delete it and run npm run charts -- pull$/,
    ],
    [
      "a Chart.yaml has no version",
      "x/Chart.yaml",
      "name: x",
      /x must be a Helm chart, got: no Chart\.yaml with name and version;/,
    ],
  ])("fails when %s", async (_, file, content, message) => {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), content);
    await expect(openChartFolder(folder)).rejects.toThrow(message);
  });

  it("passes over what is no chart", async () => {
    fs.mkdirSync(path.join(folder, "notes"));
    fs.writeFileSync(path.join(folder, "charts.lock.yaml"), "");
    expect(await openChartFolder(folder)).toEqual([]);
  });
});

describe("draftUses", () => {
  it("takes files by the folder's name, then by the chart's, at the pinned version", async () => {
    fs.writeFileSync(path.join(folder, "hello.yaml"), "replicas: 2");
    fs.writeFileSync(path.join(folder, "unknown.yml"), "a: 1");
    const pin = { name: "hello", version: "9.0.0", repository: "", appVersion: "", licence: "" };
    expect(await draftUses(folder, await openChartFolder(fixtures), [pin])).toEqual([
      { component: path.join(folder, "hello.yaml"), chart: "hello", version: "9.0.0", values: { replicas: 2 } },
      { component: path.join(folder, "unknown.yml"), chart: "unknown", version: "(not pinned)", values: { a: 1 } },
    ]);
  });

  it("fails when there are none", async () => {
    await expect(draftUses("no/such", [], [])).rejects.toThrow(
      "--values must be a folder of values files, got no/such; correct the path",
    );
  });

  it("fails when one is no YAML", async () => {
    fs.writeFileSync(path.join(folder, "hello.yaml"), "a: [");
    await expect(draftUses(folder, [], [])).rejects.toThrow(/hello\.yaml must be YAML, got: .+; correct it$/);
  });
});
