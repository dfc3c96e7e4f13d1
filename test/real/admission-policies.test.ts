import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { format, resolveConfig } from "prettier";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "../../local/lib/project";
import { rules } from "../../policies/kubernetes/rules";
import { bindingSpecs, type BindingOptions } from "../../policies/lib/admission/bindings";
import type { Exception } from "../../policies/lib/admission/exceptions";
import { isAdmitted, policySpec, type AdmittedRule } from "../../policies/lib/admission/policy";
import { Submitter, type Answer } from "../support/admission/api";
import { complete } from "../support/admission/complete";
import type { Manifest } from "../support/admission/submissions";
import { verdictPage } from "../support/admission/table";
import { compareVerdicts, installPolicy, judgedBy } from "../support/admission/verdicts";
import { startControlPlane, type TestControlPlane } from "../support/controlplane";

const GROUP = "admissionregistration.k8s.io/v1";
const NAMESPACES = {
  production: { "platform/environment": "production", "platform/team": "shop" },
  dev: { "platform/environment": "dev", "platform/team": "shop" },
  joining: { "platform/environment": "production", "platform/team": "joining" },
  platform: { "platform/component": "vault" },
};

let plane: TestControlPlane;
let submitter: Submitter;

beforeAll(async () => {
  plane = await startControlPlane();
  submitter = new Submitter(plane);
  for (const [name, labels] of Object.entries(NAMESPACES)) {
    await make({ apiVersion: "v1", kind: "Namespace", metadata: { name, labels } });
  }
});
afterAll(async () => {
  submitter.close();
  await plane.stop();
});

async function make(object: Manifest): Promise<void> {
  const { status, message } = await submitter.create(object, { dryRun: false });
  expect(message === "" ? status : message).toBe(201);
}

const ruleOf = (name: string) => rules.filter(isAdmitted).find((rule) => rule.name === name)!;
const TOLD = /^Validation failed for ValidatingAdmissionPolicy '([^']+)' with binding '([^']+)': (.*)$/s;
const DENIED = /ValidatingAdmissionPolicy '([^']+)' with binding '([^']+)' denied request: (.*)$/s;

/** What the API server did, in a few words. */
function gist({ status, message, warnings }: Answer): string {
  const denied = DENIED.exec(message);
  if (denied) return `denied by ${denied[2]}: ${denied[3]}`;
  if (status >= 300) return message;
  const told = warnings.flatMap((text) => TOLD.exec(text)?.slice(2, 4).join(": ") ?? []);
  return ["accepted", ...told].join("; ");
}

/** The answer once the API server has read a policy that changes it. */
async function eventually(ask: () => Promise<Answer>, expected: string | RegExp): Promise<void> {
  const isExpected = (answer: string) => (typeof expected === "string" ? answer === expected : expected.test(answer));
  const deadline = Date.now() + 30_000;
  let answer = gist(await ask());
  while (!isExpected(answer) && Date.now() < deadline) {
    await sleep(200);
    answer = gist(await ask());
  }
  expect(answer).toEqual(typeof expected === "string" ? expected : expect.stringMatching(expected));
}

const web = (namespace: string, spec: object, name = "web") =>
  complete({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace },
    spec: { template: { spec } },
  }) as Manifest;
const container = (name: string, privileged: boolean) => ({ name, securityContext: { privileged } });
const REMEDY =
  "Remove securityContext.privileged and add the capabilities that it really needs. An agent of the nodes or of storage: waive it by container.";
const SAYS = `web: securityContext.privileged must not be true. ${REMEDY}`;

describe("the API server", () => {
  it("says of every case what the pack says", async () => {
    const verdicts = await compareVerdicts(plane, rules.filter(isAdmitted));
    expect(verdicts.filter(({ disagreements }) => disagreements.length > 0)).toEqual([]);
    const file = join(root, "docs/policies/admission-verdicts.md");
    const page = await format(verdictPage(verdicts), { ...(await resolveConfig(file)), parser: "markdown" });
    if (process.env["UPDATE"] === "1") writeFileSync(file, page);
    expect(page).toBe(readFileSync(file, "utf8"));
  });
});

describe("an exception", () => {
  const policy = "excepted";
  const kept: Exception = { kind: "apps/Deployment", namespace: "shop", name: "web", expires: "2999-12-31" };
  const pod = (name: string, spec: object) =>
    judgedBy(
      policy,
      complete({ apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "shop" }, spec }) as Manifest,
    );
  const deployment = (name: string, ...containers: object[]) => judgedBy(policy, web("shop", { containers }, name));
  const deniedBy = (says: string) => `denied by ${policy}: ${says}`;

  beforeAll(async () => {
    const rule = ruleOf("no-privileged-containers");
    const exceptions = [
      { ...kept, container: "agent" },
      { ...kept, name: "whole" },
      { ...kept, name: "ended", expires: "2020-12-31" },
    ];
    await installPolicy(submitter, policy, rule, { exceptions });
    await eventually(() => submitter.create(deployment("other", container("web", true))), deniedBy(SAYS));
  });

  it("is of one container: another of the same pod is refused", async () => {
    const agent = container("agent", true);
    expect(gist(await submitter.create(deployment("web", agent)))).toBe("accepted");
    expect(gist(await submitter.create(deployment("web", agent, container("web", true))))).toBe(deniedBy(SAYS));
    expect(gist(await submitter.create(deployment("other", agent)))).toBe(deniedBy(SAYS.replace("web", "agent")));
  });

  it("holds for the pods that the object's controllers make, and for no others", async () => {
    const spec = { containers: [container("agent", true)] };
    expect(gist(await submitter.create(pod("web-5d4f8c7b9-x2x7k", spec)))).toBe("accepted");
    const refused = deniedBy(SAYS.replace("web", "agent"));
    for (const name of ["web", "web-admin", "webs-5d4f8c7b9-x2x7k", "web-5d4f8c7b9-x2x7k-more"]) {
      expect(gist(await submitter.create(pod(name, spec))), name).toBe(refused);
    }
  });

  it("is of the whole object where it names no container", async () => {
    expect(gist(await submitter.create(deployment("whole", container("web", true))))).toBe("accepted");
  });

  it("ends with its last day, by the API server's clock", async () => {
    expect(gist(await submitter.create(deployment("ended", container("web", true))))).toBe(deniedBy(SAYS));
  });
});

describe("a parameter", () => {
  it("is the pack's: an image of a registry that it lists is taken", async () => {
    const rule = ruleOf("image-from-approved-registry");
    const image = (policy: string) =>
      judgedBy(policy, web("shop", { containers: [{ name: "web", image: "registry.example.com/shop/web:1" }] }));
    await installPolicy(submitter, "by-default", rule);
    await installPolicy(submitter, "with-registry", rule, { config: { registries: ["registry.example.com/shop"] } });
    const says = `denied by by-default: web: image must come from an approved registry. ${rule.remedy}`;
    await eventually(() => submitter.create(image("by-default")), says);
    const foreign = judgedBy(
      "with-registry",
      web("shop", { containers: [{ name: "web", image: "quay.io/ceph/ceph" }] }),
    );
    await eventually(() => submitter.create(foreign), says.replace("by-default", "with-registry"));
    expect(gist(await submitter.create(image("with-registry")))).toBe("accepted");
  });
});

describe("bindings", () => {
  const install = async (rule: AdmittedRule, prefix: string, options: BindingOptions) => {
    const name = `${prefix}-${rule.name}`;
    await make({ apiVersion: GROUP, kind: "ValidatingAdmissionPolicy", metadata: { name }, spec: policySpec(rule) });
    for (const { name: binding, spec } of bindingSpecs(rule, options)) {
      const metadata = { name: `${prefix}-${binding}` };
      const bound = { ...spec, policyName: name };
      await make({ apiVersion: GROUP, kind: "ValidatingAdmissionPolicyBinding", metadata, spec: bound });
    }
  };
  const remove = async (rule: AdmittedRule, prefix: string, options: BindingOptions) => {
    const path = `/apis/${GROUP}`;
    for (const { name } of bindingSpecs(rule, options)) {
      await plane.client.request("DELETE", `${path}/validatingadmissionpolicybindings/${prefix}-${name}`);
    }
    await plane.client.request("DELETE", `${path}/validatingadmissionpolicies/${prefix}-${rule.name}`);
  };
  const environments = ["dev", "production"];
  const privileged = (namespace: string) => submitter.create(web(namespace, { containers: [container("web", true)] }));
  const rule = ruleOf("no-privileged-containers");

  it("refuse in namespaces of environments, warn teams that join, and leave the platform's alone", async () => {
    const options = { environments, mode: "enforce", onboarding: ["joining"] } as const;
    await install(rule, "a", options);
    await eventually(() => privileged("production"), `denied by a-${rule.name}-production: ${SAYS}`);
    await eventually(() => privileged("dev"), `denied by a-${rule.name}-dev: ${SAYS}`);
    await eventually(() => privileged("joining"), `accepted; a-${rule.name}-production-onboarding: ${SAYS}`);
    expect(gist(await privileged("platform"))).toBe("accepted");
    await remove(rule, "a", options);
    await eventually(() => privileged("dev"), "accepted");
  });

  it("have the level of the environment", async () => {
    const strict = ruleOf("read-only-root-filesystem");
    await install(strict, "b", { environments, mode: "enforce" });
    const writable = (namespace: string) => submitter.create(web(namespace, { containers: [{ name: "web" }] }));
    const says = `web: securityContext.readOnlyRootFilesystem must be true. ${strict.remedy}`;
    await eventually(() => writable("production"), `denied by b-${strict.name}-production: ${says}`);
    await eventually(() => writable("dev"), `accepted; b-${strict.name}-dev: ${says}`);
    await remove(strict, "b", { environments, mode: "enforce" });
  });

  it("warn alone in the mode for onboarding", async () => {
    const options = { environments, mode: "warn" } as const;
    await install(rule, "c", options);
    await eventually(() => privileged("production"), `accepted; c-${rule.name}-production: ${SAYS}`);
    await remove(rule, "c", options);
  });

  it("let an object that was there before be changed elsewhere, and not made worse", async () => {
    const old = web("production", { containers: [container("web", true)] }, "old");
    await make(old);
    const options = { environments, mode: "enforce" } as const;
    await install(rule, "d", options);
    const denied = `denied by d-${rule.name}-production: ${SAYS}`;
    await eventually(() => privileged("production"), denied);
    expect(gist(await submitter.update(old, { spec: { replicas: 0 }, metadata: { labels: { a: "b" } } }))).toBe(
      "accepted",
    );
    const spec = { terminationGracePeriodSeconds: 5 };
    expect(gist(await submitter.update(old, { spec: { template: { spec } } }))).toBe(denied);
    await remove(rule, "d", options);
  });

  it("tell who writes a role of the whole cluster, and refuse nothing there", async () => {
    const wildcard = ruleOf("no-wildcard-rules");
    const options = { environments, mode: "enforce" } as const;
    await install(wildcard, "e", options);
    const roleOf = (kind: string, namespace?: string): Manifest => ({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind,
      metadata: { name: "everything", ...(namespace && { namespace }) },
      rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
    });
    const answer = async (role: Manifest) => gist(await submitter.create(role)).split(": ")[0];
    await expect
      .poll(() => answer(roleOf("Role", "production")), { timeout: 30_000 })
      .toBe(`denied by e-${wildcard.name}-production`);
    expect(await answer(roleOf("ClusterRole"))).toBe(`accepted; e-${wildcard.name}-cluster`);
    await remove(wildcard, "e", options);
  });

  it("bear objects as large as the API server takes", async () => {
    const options = { environments: ["production"], mode: "enforce" } as const;
    const all = rules.filter(isAdmitted);
    for (const each of all) await install(each, "f", options);
    // Several of them refuse it; which answers first is chance.
    await eventually(() => privileged("production"), /^denied by f-/);
    const env = Array.from({ length: 200 }, (_, i) => ({
      name: `VALUE_${i}`,
      value: `https://example.com/${"x".repeat(60)}`,
    }));
    const filler = complete({ apiVersion: "v1", kind: "Pod", metadata: {} }) as { spec: { containers: object[] } };
    const containers = Array.from({ length: 40 }, (_, i) => ({ ...filler.spec.containers[0], name: `c${i}`, env }));
    const spec = { containers, serviceAccountName: "web", automountServiceAccountToken: false };
    expect(gist(await submitter.create(web("production", spec)))).toBe("accepted");
    const data = Object.fromEntries(
      Array.from({ length: 10 }, (_, i) => [`dashboard-${i}.json`, "https://grafana.example.com/ eyJ ".repeat(3000)]),
    );
    const map = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "large", namespace: "production" }, data };
    expect(gist(await submitter.create(map))).toBe("accepted");
    for (const each of all) await remove(each, "f", options);
  });
});
