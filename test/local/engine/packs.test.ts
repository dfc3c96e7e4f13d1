import { beforeAll, describe, expect, it } from "vitest";
import { SecretValue } from "../../../local/engine";
import type { Adapter } from "../../../local/engine/types";
import { execute, named, type Outcome, pack, program, urn } from "./support/project";

const bucket = urn("demo:teams:Team$store:index:Bucket::bucket");

const source = `
const provider = new pulumi.ProviderResource("store", "explicit", { region: "north" });
class Team extends pulumi.ComponentResource {
  constructor(name, args, options) { super("demo:teams:Team", name, args, options); this.registerOutputs({ done: "registered later" }); }
}
const team = new Team("payments", {});
const first = resource("store:index:Bucket", "bucket", {
  size: 1, secret: pulumi.secret("correct horse"), tags: { a: "b" },
}, { provider, parent: team, protect: true, ignoreChanges: ["size"], customTimeouts: { create: "1m30s" }, aliases: [{ name: "old" }] }, ["arn"]);
resource("store:index:Reader", "reader", { arn: first.arn, first }, { provider });
exports.size = first.size;
exports.added = first.tags.added;
exports.secretIsSecret = first.secret.isSecret;
`;

/** What the packs saw, as messages: policies can say nothing else. */
const witness = `
  { name: "witness", description: "Tells what it sees.", severity: "high", remediationSteps: "Nothing to do.", enforcementLevel: "advisory",
    validateResource: (args, report) => report(JSON.stringify({
      urn: args.urn, type: args.type, name: args.name, opts: args.opts, provider: args.provider?.props.region,
      size: args.props.size, added: args.props.tags?.added, keys: Object.keys(args.props).sort(), secret: args.props.secret,
    })) },
  { name: "reads-unknown", description: "Reads what nobody knows.", enforcementLevel: "mandatory",
    validateResource: ({ props, type }, report) => { if (type === "store:index:Reader" && props.arn === "") report("never"); } },
  { name: "undetermined-advisory", description: "Meta.", enforcementLevel: "advisory",
    validateResource: ({ type }, report) => { if (type === "store:index:Reader") report("witness: the arn is not known yet"); } },
  { name: "waived", description: "Meta.", enforcementLevel: "advisory",
    validateResource: ({ type }, report) => { if (type === "store:index:Reader") report("other-rule: until 2030, for acme"); } },
  { name: "stack-witness", description: "Tells what it sees of the stack.", enforcementLevel: "advisory",
    validateStack: ({ resources }, report) => {
      for (const r of resources) report(JSON.stringify({
        name: r.name, parent: r.parent?.name, dependencies: r.dependencies.map(d => d.name), properties: Object.keys(r.propertyDependencies),
        provider: r.provider?.name, protect: r.opts.protect, props: r.name === "reader" ? undefined : r.props,
      }), r.urn);
      report("about nobody", "urn:pulumi:dev::demo::x:y:Z::nobody");
    } },`;

const remedies = `
  { name: "grow", description: "Buckets are big.", enforcementLevel: "remediate",
    remediateResource: (args) => { if (args.type === "store:index:Bucket") { args.props.size = args.props.size + 41; return args.props; } } },`;

const moreRemedies = `
  { name: "tag", description: "Buckets are tagged.", enforcementLevel: "advisory",
    remediateResource: (args) => { if (args.type === "store:index:Bucket") { args.props.tags.added = "after " + args.props.size; return args.props; } } },
  { name: "off", description: "Switched off.", enforcementLevel: "mandatory", validateResource: (args, report) => report("never") },
  { name: "configured", description: "Has settings.", enforcementLevel: "advisory",
    configSchema: { properties: { limit: { type: "number", default: 7 }, unit: { type: "string" } }, required: ["unit"] },
    validateResource: (args, report) => { if (args.type === "pulumi:pulumi:Stack") report(JSON.stringify(args.getConfig())); } },`;

let result: Outcome;

beforeAll(async () => {
  const configured = pack("more", moreRemedies, {
    all: "advisory",
    tag: "remediate",
    off: { enforcementLevel: "disabled" },
    configured: { unit: "GiB" },
  });
  result = await execute(program(source), { packs: [pack("first", remedies), pack("witness", witness), configured] });
});

function seen(policy: string, of: string): Record<string, unknown> {
  const found = result.findings.find((finding) => finding.policy === policy && finding.urn === of);
  return JSON.parse(found?.message ?? "null") as Record<string, unknown>;
}

describe("policy packs", () => {
  it("let a run with advisory findings only succeed", () => {
    expect(result).toMatchObject({ status: "succeeded", errors: [] });
  });

  it("judge every resource: stack, providers, components and custom resources", () => {
    const judged = result.findings.filter(({ policy, status }) => policy === "witness" && status === "violation");
    expect(judged.map(({ urn: subject }) => subject)).toEqual(result.resources.map((resource) => resource.urn));
  });

  it("remediate first, one pack after the other, and then judge what came of it", () => {
    expect(seen("witness", bucket)).toMatchObject({ size: 42, added: "after 42" });
  });

  it("have their remediations reach the resource, its outputs and the program", () => {
    expect(named(result, "bucket").inputs).toMatchObject({ size: 42, tags: { a: "b", added: "after 42" } });
    expect(result.outputs).toMatchObject({ size: 42, added: "after 42", secretIsSecret: true });
    expect(named(result, "bucket").outputs["secret"]).toEqual(new SecretValue("correct horse"));
  });

  it("report remediations as advisory findings", () => {
    expect(result.findings.filter(({ status }) => status === "remediated")).toEqual([
      {
        pack: "first",
        policy: "grow",
        level: "advisory",
        urn: bucket,
        message: "Buckets are big.",
        status: "remediated",
      },
      {
        pack: "more",
        policy: "tag",
        level: "advisory",
        urn: bucket,
        message: "Buckets are tagged.",
        status: "remediated",
      },
    ]);
  });

  it("see a resource's options, parent and provider", () => {
    expect(seen("witness", bucket)).toMatchObject({
      urn: bucket,
      type: "store:index:Bucket",
      name: "bucket",
      provider: "north",
      opts: {
        protect: true,
        ignoreChanges: ["size"],
        parent: urn("demo:teams:Team::payments"),
        customTimeouts: { createSeconds: 90 },
      },
    });
  });

  it("never repeat a secret that they saw", () => {
    expect(seen("witness", bucket)["secret"]).toBe("[secret]");
    expect(JSON.stringify([result, result.events])).not.toContain("correct horse");
  });

  it("carry severity and remedy", () => {
    const finding = result.findings.find(({ policy }) => policy === "witness");
    expect(finding).toMatchObject({ pack: "witness", severity: "high", remedy: "Nothing to do.", level: "advisory" });
  });

  it("report undetermined and waived rules under the rule's own name", () => {
    const reader = urn("store:index:Reader::reader");
    const ofReader = result.findings.filter((finding) => finding.urn === reader && finding.status !== "violation");
    expect(ofReader).toMatchObject([
      { policy: "reads-unknown", status: "undetermined", level: "advisory" },
      { policy: "witness", status: "undetermined", message: "the arn is not known yet", severity: "high" },
      { policy: "other-rule", status: "waived", message: "until 2030, for acme" },
    ]);
  });

  it("take their configuration: levels for all, then for single policies, defaults of the schema, own values", () => {
    expect(result.findings.filter(({ policy }) => policy === "off")).toEqual([]);
    expect(seen("configured", urn("pulumi:pulumi:Stack::demo-dev"))).toEqual({ limit: 7, unit: "GiB" });
  });

  it("judge the stack last, by its outputs, with parents, providers and dependencies", () => {
    const last = result.findings.findIndex(({ policy }) => policy === "stack-witness");
    expect(result.findings.slice(last).every(({ policy }) => policy === "stack-witness")).toBe(true);
    expect(seen("stack-witness", bucket)).toEqual({
      name: "bucket",
      parent: "payments",
      dependencies: [],
      properties: [],
      provider: "explicit",
      protect: true,
      props: { size: 42, secret: "[secret]", tags: { a: "b", added: "after 42" } },
    });
    expect(seen("stack-witness", urn("store:index:Reader::reader"))).toMatchObject({
      dependencies: ["bucket"],
      properties: ["arn", "first"],
    });
    expect(seen("stack-witness", urn("demo:teams:Team::payments"))).toMatchObject({
      props: { done: "registered later" },
    });
  });

  it("may speak of the stack as a whole", () => {
    const about = result.findings.filter(({ message }) => message === "about nobody");
    expect(about).toHaveLength(1);
    expect(about[0]).not.toHaveProperty("urn");
  });
});

describe.concurrent("a mandatory finding", () => {
  const three = `
    const a = resource("store:index:Bucket", "a");
    const b = resource("store:index:Bucket", "b", { after: a.urn });
    const c = resource("store:index:Bucket", "c", { after: b.urn });
    setTimeout(() => console.log("still alive"), 60000);`;
  const forbid = `
    { name: "no-b", description: "B is forbidden.", enforcementLevel: "mandatory", validateResource: ({ name }, report) => { if (name === "b") report("it is b"); } },
    { name: "whole", description: "Whole.", enforcementLevel: "mandatory", validateStack: ({ resources }, report) => report(resources.map(r => r.name).join()) },`;

  it("stops a deployment: the resource and everything after it, the stack's policies and the program", async () => {
    const made: string[] = [];
    const adapter: Adapter = {
      name: "store",
      handles: () => true,
      apply: ({ name, inputs }) => {
        made.push(name);
        return Promise.resolve({ id: name, outputs: inputs, changed: true });
      },
    };
    const options = { packs: [pack("guard", forbid)], dryRun: false, keepGoing: true, adapters: [adapter] };
    const stopped = await execute(program(three), options);
    expect(stopped).toMatchObject({ status: "violated", errors: [] });
    expect(made).toEqual(["a"]);
    expect(stopped.resources.map(({ name }) => name)).toEqual(["demo-dev", "default", "a"]);
    expect(stopped.findings).toEqual([
      {
        pack: "guard",
        policy: "no-b",
        level: "mandatory",
        urn: urn("store:index:Bucket::b"),
        message: "it is b",
        status: "violation",
      },
    ]);
    expect(stopped.events.filter(({ kind }) => kind === "log" || kind === "output")).toEqual([]);
  });

  it("stops nothing in a preview that keeps going, as Pulumi's do", async () => {
    const options = { packs: [pack("guard", forbid)], keepGoing: true };
    const whole = await execute(program(three.replace("60000", "1")), options);
    expect(whole.status).toBe("violated");
    expect(whole.findings.map(({ policy, message }) => [policy, message])).toEqual([
      ["no-b", "it is b"],
      ["whole", "demo-dev,default,a,b,c"],
    ]);
  });
});
