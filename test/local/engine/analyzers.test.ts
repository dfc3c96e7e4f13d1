import { afterAll, describe, expect, it } from "vitest";
import { AnalysisRequests } from "../../../local/engine/analysis";
import { PolicyPack } from "../../../local/engine/analyzers";
import type { PolicyPackSource } from "../../../local/engine/types";
import { goal } from "./support/goal";
import { folder, pack } from "./support/project";

const started: PolicyPack[] = [];

afterAll(() => Promise.all(started.map((started) => started.stop())));

function start(source: PolicyPackSource): PolicyPack {
  const options = { directory: source.directory, stack: "dev", config: { "demo:size": "3" }, dryRun: true };
  const started_ = new PolicyPack(source, {
    options,
    project: "demo",
    address: "127.0.0.1:1",
    onLine: () => undefined,
  });
  started.push(started_);
  return started_;
}

const request = new AnalysisRequests().forResource(goal("a:b:C", "bucket"), {}, undefined);

describe.concurrent("a policy pack", () => {
  it("gets the stack, the project and the configuration, as from the Pulumi CLI", async () => {
    const source = pack(
      "environment",
      `{ name: "tell", description: "d", enforcementLevel: "advisory", validateResource: (args, report) => report(JSON.stringify([
        process.env.PULUMI_STACK, process.env.PULUMI_NODEJS_PROJECT, process.env.PULUMI_DRY_RUN, process.env.PULUMI_CONFIG, process.cwd(),
      ])) }`,
    );
    const environment = start(source);
    await environment.ready;
    const [diagnostic] = (await environment.analyze(request)).getDiagnosticsList();
    expect(JSON.parse(diagnostic?.getMessage().split("\n")[1] ?? "")).toEqual([
      "dev",
      "demo",
      "true",
      '{"demo:size":"3"}',
      source.directory,
    ]);
  });

  it("fails when its process ends while it is asked", async () => {
    const quitter = start(
      pack(
        "quitter",
        `{ name: "quit", description: "d", enforcementLevel: "advisory",
           validateResource: () => { console.error("out of patience"); process.exit(9); } }`,
      ),
    );
    await quitter.ready;
    await expect(quitter.analyze(request)).rejects.toThrow(
      'policy pack "quitter" failed: its process ended: out of patience',
    );
  });

  it("fails when a policy of the stack throws, without the stack of the error", async () => {
    const thrower = start(
      pack(
        "thrower",
        `{ name: "bug", description: "d", enforcementLevel: "advisory", validateStack: () => { throw new Error("no stack"); } }`,
      ),
    );
    await thrower.ready;
    await expect(thrower.analyzeStack(new AnalysisRequests().forStack([]))).rejects.toThrow(
      /^policy pack "thrower" failed: .*'bug'.*:\nno stack$/,
    );
  });

  it("fails when it cannot start", async () => {
    const broken = folder({
      "PulumiPolicy.yaml": "runtime: nodejs\n",
      "package.json": JSON.stringify({ name: "broken", version: "1.0.0", main: "index.js" }),
      "index.js": `throw new Error("cannot begin");`,
    });
    await expect(start({ directory: broken }).ready).rejects.toThrow(
      /^policy pack "case-.*" failed: its process ended: cannot begin$/,
    );
  });

  it("fails when it serves nothing", async () => {
    const idle = folder({
      "PulumiPolicy.yaml": "runtime: nodejs\n",
      "package.json": JSON.stringify({ name: "idle", version: "1.0.0", main: "index.js" }),
      "index.js": "",
    });
    await expect(start({ directory: idle }).ready).rejects.toThrow(
      /^policy pack "case-.*" failed: its process ended: it said nothing$/,
    );
  });

  it("fails when the folder holds no pack", async () => {
    const empty = folder({ "index.js": "" });
    await expect(start({ directory: empty }).ready).rejects.toThrow(
      /^policy pack "case-.*" failed: PulumiPolicy.yaml does not exist$/,
    );
  });

  it("fails when its configuration does not fit", async () => {
    const strict = pack(
      "strict",
      `{ name: "limits", description: "d", enforcementLevel: "advisory", validateResource: () => undefined,
         configSchema: { properties: { limit: { type: "number" } }, required: ["limit"] } }`,
      { limits: { limit: "many" } },
    );
    await expect(start(strict).ready).rejects.toThrow(
      /^policy pack "strict" failed: configuration of "limits" must fit its schema, got limit: .*expected number/,
    );
  });
});
