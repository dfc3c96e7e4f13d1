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

const requests = new AnalysisRequests();
const request = (name: string) => requests.forResource(goal("a:b:C", name), {}, undefined);

describe.concurrent("a policy pack", () => {
  it("gets stack, project and configuration as from the Pulumi CLI; fails when a policy throws or ends the process", async () => {
    const source = pack(
      "busy",
      `{ name: "tell", description: "d", enforcementLevel: "advisory", validateResource: ({ name }, report) => {
         if (name === "quit") { console.error("out of patience"); process.exit(9); }
         report(JSON.stringify([process.env.PULUMI_STACK, process.env.PULUMI_NODEJS_PROJECT, process.env.PULUMI_DRY_RUN,
           process.env.PULUMI_CONFIG, process.cwd()]));
       } },
       { name: "bug", description: "d", enforcementLevel: "advisory", validateStack: () => { throw new Error("no stack"); } }`,
    );
    const busy = start(source);
    await busy.ready;
    const [diagnostic] = (await busy.analyze(request("bucket"))).getDiagnosticsList();
    expect(JSON.parse(diagnostic?.getMessage().split("\n")[1] ?? "")).toEqual([
      "dev",
      "demo",
      "true",
      '{"demo:size":"3"}',
      source.directory,
    ]);
    await expect(busy.analyzeStack(requests.forStack([]))).rejects.toThrow(
      /^policy pack "busy" failed: .*'bug'.*:\nno stack$/,
    );
    await expect(busy.analyze(request("quit"))).rejects.toThrow(
      'policy pack "busy" failed: its process ended: out of patience',
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
