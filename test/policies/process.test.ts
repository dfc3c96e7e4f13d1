import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { clusterRoleBinding, namespace, object, subject } from "../support/kubernetes";
import { PackProcess } from "../support/pack-process";
import { UNKNOWN, type Verdict } from "../support/policies";

const LABEL = "pod-security.kubernetes.io/enforce";
const { ADVISORY, MANDATORY, REMEDIATE } = analyzer.EnforcementLevel;
const folder = mkdtempSync(join(tmpdir(), "packs-"));
const waivers = join(folder, "waivers.yaml");
writeFileSync(
  waivers,
  `- policy: cluster-admin-allowlist
  resource: kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding::break-glass
  reason: Opened for the incident.
  owner: platform-team
  ticket: INC-1
  expires: 2026-06-30
- policy: no-such-policy
  resource: T::n
  reason: r
  owner: o
  ticket: t
  expires: 2026-06-30
- policy: cluster-admin-allowlist
  resource: kubernetes:rbac.authorization.k8s.io/v1:ClusterRoleBinding::other
  reason: Nobody knows.
  ticket: INC-2
  expires: 2026-02-30
`,
);
/** A pack with rules that work and rules that throw. */
const broken = join(folder, "broken");
const rule = (name: string, level: string, body: string) =>
  `{ name: "${name}", title: "t", description: "d", group: "g", severity: "low", references: [], remedy: "r",
     levels: { dev: "${level}", staging: "${level}", production: "${level}" }, ${body} }`;
const files = {
  "PulumiPolicy.yaml": "runtime: nodejs\n",
  "package.json": JSON.stringify({ name: "broken", version: "0.1.0", main: "index.js" }),
  "index.js": `
    require(${JSON.stringify(join(__dirname, "../../policies/lib/typescript.js"))});
    const { definePack } = require(${JSON.stringify(join(__dirname, "../../policies/lib/pack.ts"))});
    const applies = () => true;
    definePack("broken", [
      ${rule("throws", "mandatory", `kind: "resource", applies, check({ props }) { JSON.parse(props.json); }`)},
      ${rule("works", "mandatory", `kind: "resource", applies, check(_, report) { report.violation("found"); }`)},
      ${rule("advises", "advisory", `kind: "stack", check() { throw new RangeError("a secret"); }`)},
      ${rule("sees-all", "mandatory", `kind: "stack", check(all, report) { report.violation("saw " + all.length); }`)},
    ]);`,
};
mkdirSync(broken);
for (const [name, content] of Object.entries(files)) writeFileSync(join(broken, name), content);

const packs: Record<string, PackProcess> = {};
const of = (name: string) => {
  const pack = packs[name];
  if (!pack) throw new Error(`The pack ${name} did not start`);
  return pack;
};

beforeAll(async () => {
  const started = await Promise.all([
    PackProcess.start("kubernetes", { PULUMI_NODEJS_STACK: "dev" }),
    PackProcess.start("cloud", { PULUMI_STACK: "staging" }),
    PackProcess.start("platform", {
      PULUMI_NODEJS_STACK: "dev",
      PULUMI_CONFIG: JSON.stringify({ "platform:environments": '["dev","production"]' }),
      PLATFORM_WAIVERS: waivers,
      PLATFORM_TODAY: "2026-06-15",
    }),
    PackProcess.start(broken, { PULUMI_STACK: "production" }),
  ]);
  ["kubernetes", "cloud", "platform", "broken"].forEach((name, index) => {
    if (started[index]) packs[name] = started[index];
  });
});

afterAll(async () => {
  await Promise.all(Object.values(packs).map((pack) => pack.stop()));
  rmSync(folder, { recursive: true });
});

describe("a pack that the engine starts", () => {
  it.each([
    ["kubernetes", "dev", "namespace-pss-label"],
    ["cloud", "staging", undefined],
    ["platform", "production", "cluster-admin-allowlist"],
  ])("%s says what it is", async (name, environment, rule) => {
    const info = await of(name).info();
    expect([info.getName(), info.getVersion(), info.getTagsList()]).toEqual([name, "0.1.0", [environment]]);
    const policies = info.getPoliciesList().map((policy) => policy.getName());
    expect(policies.at(-1)).toBe("waivers-valid");
    if (rule) expect(policies).toContain(rule);
  });

  it("has the levels of its environment", async () => {
    const levels = async (name: string) =>
      new Map(
        (await of(name).info()).getPoliciesList().map((policy) => [policy.getName(), policy.getEnforcementlevel()]),
      );
    const dev = await levels("kubernetes");
    expect([dev.get("namespace-pss-label"), dev.get("no-wildcard-rules"), dev.get("undetermined")]).toEqual([
      REMEDIATE,
      ADVISORY,
      ADVISORY,
    ]);
    const production = await levels("platform");
    expect([production.get("mounted-identity-budget"), production.get("undetermined-stack")]).toEqual([
      MANDATORY,
      MANDATORY,
    ]);
  });

  it("carries severity, framework and remedy", async () => {
    const policy = (await of("platform").info())
      .getPoliciesList()
      .find((p) => p.getName() === "cluster-admin-allowlist");
    expect(policy?.getSeverity()).toBe(analyzer.PolicySeverity.POLICY_SEVERITY_CRITICAL);
    expect(policy?.getFramework()?.getReference()).toBe("5.1.1");
    expect(policy?.getRemediationSteps()).toMatch(/^Bind a role that names what is needed/);
  });

  it("judges resources, and reads its configuration", async () => {
    const pack = of("kubernetes");
    const baseline = namespace("shop", { [LABEL]: "baseline" });
    expect((await pack.resource(baseline)).map(({ policy }) => policy)).toEqual(["namespace-pss-label"]);
    await pack.configure({ "namespace-pss-label": { baseline: ["shop"] } });
    expect(await pack.resource(baseline)).toEqual([]);
    expect(await pack.resource(namespace("shop", { [LABEL]: UNKNOWN }))).toMatchObject([
      { policy: "undetermined", level: "advisory" },
    ]);
  });

  it("judges the stack, with the waivers of the file that the environment names", async () => {
    const pack = of("platform");
    const admin = (name: string) => clusterRoleBinding(name, "ClusterRole cluster-admin", subject("Group ops"));
    const verdicts = await pack.stack([admin("break-glass"), admin("other")]);
    expect(verdicts.map(({ policy, level, urn }) => [policy, level, urn.split("::")[3]])).toEqual([
      ["cluster-admin-allowlist", "mandatory", "other"],
      ["waived-stack", "advisory", "break-glass"],
      ["waivers-valid", "mandatory", undefined],
      ["waivers-valid", "mandatory", undefined],
      ["waivers-valid", "mandatory", undefined],
    ]);
    await pack.configure({ "cluster-admin-allowlist": { subjects: ["Group ops"] } });
    expect([...new Set((await pack.stack([admin("other")])).map(({ policy }) => policy))]).toEqual(["waivers-valid"]);
  });

  it("reports a malformed waiver and one of no policy, and judges without them", async () => {
    const binding = clusterRoleBinding("other", "ClusterRole cluster-admin", subject("Group admins"));
    const verdicts = await of("platform").stack([binding]);
    expect(verdicts.map(({ policy, message }) => `${policy}: ${message.replace(waivers, "FILE")}`)).toEqual([
      "cluster-admin-allowlist: Group admins must not get the ClusterRole cluster-admin: it may do everything",
      "waivers-valid: FILE[2].owner must be a person or team: who answers for it, got nothing",
      'waivers-valid: FILE[2].expires must be a date like 2026-12-31, got "2026-02-30"',
      "waivers-valid: the waiver of no-such-policy for T::n names a policy that does not exist; mend or remove it",
    ]);
  });

  it("reports what of its configuration is for no rule or property, and judges by the rest", async () => {
    const pack = of("kubernetes");
    await pack.configure({
      "namespace-pss-label": { baseline: ["shop"], privilegd: ["ci"] },
      "namespace-pss-lable": { baseline: ["ci"] },
      "cluster-admin-allowlist": { subjects: ["Group ops"] },
    });
    const about = async () => (await pack.stack([])).filter(({ policy }) => policy === "configuration-valid");
    expect((await about()).map(({ policy, level, message }) => [policy, level, message])).toEqual([
      [
        "configuration-valid",
        "mandatory",
        'the configuration of "namespace-pss-label" must not have "privilegd"; its properties are baseline',
      ],
      [
        "configuration-valid",
        "mandatory",
        'the configuration of "namespace-pss-lable" is for a policy that does not exist; mend or remove it',
      ],
    ]);
    expect(await pack.resource(namespace("shop", { [LABEL]: "baseline" }))).toEqual([]);
    expect(await pack.resource(namespace("ci", { [LABEL]: "baseline" }))).toMatchObject([
      { policy: "namespace-pss-label" },
    ]);
    await pack.configure({});
    expect(await about()).toEqual([]);
  });

  it("reports each rule that throws once, and the other rules still run", async () => {
    const failed = (type: string) =>
      `the rule failed (${type}) and judged nothing here; this is a defect of the policy pack: report it`;
    const [one, two] = ["one", "two"].map((name) => object("core/v1/ConfigMap", `shop/${name}`, { json: "secret" }));
    const said = (verdicts: Verdict[]) => verdicts.map(({ policy, level, message }) => [policy, level, message]);
    const works = ["works", "mandatory", "found"];
    const pack = of("broken");
    expect(said(await pack.resource(one!))).toEqual([["throws", "mandatory", failed("SyntaxError")], works]);
    expect(said(await pack.resource(two!))).toEqual([works]);
    expect(said(await pack.stack([one!, two!]))).toEqual([
      ["sees-all", "mandatory", "saw 3"],
      ["rule-failed-stack", "mandatory", `advises: ${failed("RangeError")}`],
    ]);
  });

  it("tells of the types that no rule of any pack reads, in one pack only", async () => {
    const zone = { type: "aws:route53/zone:Zone", name: "zone", props: {}, provider: {} };
    const said = async (name: string) =>
      (await of(name).stack([zone])).filter(({ policy }) => !policy.startsWith("waiv"));
    expect(await said("platform")).toMatchObject([
      { policy: "types-judged", message: "no rule reads 1 resource of 1 type: aws:route53/zone:Zone (1)" },
    ]);
    expect([...(await said("kubernetes")), ...(await said("cloud"))]).toEqual([]);
  });
});
