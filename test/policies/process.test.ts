import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { clusterRoleBinding, namespace, subject } from "../support/kubernetes";
import { PackProcess } from "../support/pack-process";
import { UNKNOWN } from "../support/policies";

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
`,
);

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
  ]);
  ["kubernetes", "cloud", "platform"].forEach((name, index) => {
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
    await pack.configure("namespace-pss-label", { baseline: ["shop"] });
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
    ]);
    await pack.configure("cluster-admin-allowlist", { subjects: ["Group ops"] });
    expect((await pack.stack([admin("other")])).map(({ policy }) => policy)).toEqual(["waivers-valid"]);
  });
});
