import { readdirSync } from "node:fs";
import { basename, join } from "node:path";

import { describe, expect, it } from "vitest";

import { rules as cloudRules } from "../../policies/cloud/rules";
import { ABSENT, absence } from "../../policies/lib/admission/absent";
import { rules as kubernetesRules } from "../../policies/kubernetes/rules";
import { knownPolicies } from "../../policies/lib/pack";
import { isAdmitted } from "../../policies/lib/admission/policy";
import { JUDGED } from "../../policies/lib/meta/types";
import type { Rule } from "../../policies/lib/rule";
import { rules as platformRules } from "../../policies/platform/rules";
import { AUDIT } from "../../policies/lib/vault/resources";
import { casesOf } from "../support/describe-rules";
import { typesIn, typesRead } from "../support/types-read";

const rules: readonly Rule[] = [...kubernetesRules, ...cloudRules, ...platformRules];
const files = readdirSync(join(__dirname, "cases")).map((file) => basename(file, ".ts"));

const allKinds = ["passing", "failing", "unknown"] as const;
/** These judge what is always known: options of resources, or that there are some. */
const readNoProperty = ["stateful-resources-protected", "vault-audit-device"];

describe("every rule", () => {
  it("has a table of cases, with passing, failing and unknown ones", async () => {
    expect(files.sort()).toEqual(rules.map(({ name }) => name).sort());
    for (const { name } of rules) {
      const cases = await casesOf(name);
      expect(cases.rule.name, `test/policies/cases/${name}.ts`).toBe(name);
      const kinds = readNoProperty.includes(name) ? (["passing", "failing"] as const) : allKinds;
      for (const kind of kinds) {
        expect(Object.keys(cases[kind]).length, `${name}: ${kind}`).toBeGreaterThan(0);
      }
    }
  });

  it("stands in a file of its name", () => {
    expect([...knownPolicies()].sort()).toEqual(rules.map(({ name }) => name).sort());
  });

  it("leaves alone what is none of its types", () => {
    const eager = rules.filter((rule) => rule.kind === "resource" && rule.applies("random:index/randomPet:RandomPet"));
    expect(eager.map(({ name }) => name)).toEqual([]);
  });

  it("says what it takes from the configuration of its pack, and what holds without", () => {
    const settings = rules.flatMap(({ name, config }) =>
      Object.entries(config?.properties ?? {}).map(([key, schema]) => [`${name}.${key}`, schema] as const),
    );
    const said = settings.map(([path, schema]) => {
      const { type, items, default: standard } = schema as { type: string; items?: { type: string }; default: unknown };
      const of = items ? ` of ${items.type}` : "";
      // Long lists are the rules' own constants.
      const long = Array.isArray(standard) && standard.length > 2;
      return [path, `${type}${of}: ${long ? "..." : JSON.stringify(standard)}`];
    });
    expect(Object.fromEntries(said)).toEqual({
      "backup-rpo-and-retention.recoveryPointMinutes": "number: 1440",
      "backup-rpo-and-retention.retentionDays": "number: 14",
      "certificate-issuer-exists.issuers": "array of string: []",
      "certificate-issuer-exists.maxCaDays": "number: 3650",
      "certificate-issuer-exists.maxDays": "number: 90",
      "cluster-admin-allowlist.subjects": "array of string: undefined",
      "eks-version-and-deletion-protection.supportedVersions": "array of string: ...",
      "flux-source-trusted-and-verified.hosts": 'array of string: ["gitlab.com"]',
      "gitlab-mr-approvals.minApprovals": "number: 2",
      "gitlab-tokens-expire-minimal.maxDays": "number: 90",
      "image-from-approved-registry.registries": "array of string: ...",
      "image-pinned-by-digest.injected": "array of string: []",
      "ingress-chain-closed.controller":
        'object: {"namespace":"ingress","labels":{"app.kubernetes.io/name":"nginx-ingress"}}',
      "ingress-chain-closed.issuers": "array of string: []",
      "ingress-tls-hosts.classes": 'array of string: ["nginx","nginx-internal"]',
      "mesh-strict-mtls.rootNamespace": 'string: "istio-system"',
      "namespace-pss-label.baseline": "array of string: undefined",
      "no-default-namespace.clusterScoped": "array of string: undefined",
      "no-host-path.paths": "array of string: []",
      "pvc-class-exists.storageClasses": "array of string: []",
      "referenced-config-exists.existing": "array of string: []",
      "tls-strong-short-certs.maxCaHours": "number: 87600",
      "tls-strong-short-certs.maxHours": "number: 2160",
      "vault-ci-auth-bound.maxSecretIdHours": "number: 24",
      "vault-k8s-role-bound.policies": "array of string: []",
      "vault-pki-role-tight.maxDays": "number: 90",
      "vault-policy-least-privilege.deployers": 'array of string: ["platform-deployer"]',
      "vault-short-lived-nonroot-tokens.maxHours": "number: 24",
    });
  });

  it("carries what its page in the documentation needs", () => {
    for (const rule of rules) {
      for (const text of [rule.title, rule.description, rule.remedy, rule.group]) expect(text, rule.name).not.toBe("");
      expect(rule.name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(rule.description, rule.name).toMatch(/\.$/);
      expect(rule.levels.production, rule.name).toBe("mandatory");
      for (const [property, { description = "" }] of Object.entries(rule.config?.properties ?? {})) {
        expect(description, `${rule.name}: ${property}`).toMatch(/\.$/);
      }
    }
  });

  it("names the control of the benchmark that has one, among its references too", () => {
    const short: Record<string, string> = {
      "CIS Kubernetes Benchmark": "CIS",
      "CIS Amazon EKS Benchmark": "CIS EKS",
      "CIS Azure Kubernetes Service Benchmark": "CIS AKS",
      "CIS Amazon Web Services Foundations Benchmark": "CIS AWS",
    };
    for (const { name, framework, references } of rules) {
      const controls = references.filter((reference) => reference.startsWith("CIS "));
      if (!framework) expect(controls, name).toEqual([]);
      else expect(controls, name).toContain(`${short[framework.name]} ${framework.reference}`);
    }
  });
});

describe("a rule that one object decides", () => {
  it("holds at admission, or says why not", () => {
    const silent = rules.filter((rule) => !isAdmitted(rule) && absence(rule) === undefined);
    expect(silent.map(({ name }) => name)).toEqual([]);
    const admitted = rules.filter((rule) => isAdmitted(rule) && absence(rule) !== undefined);
    expect(admitted.map(({ name }) => name)).toEqual([]);
    const needless = Object.keys(ABSENT).filter((name) => !rules.some((rule) => rule.name === name));
    expect(needless).toEqual([]);
  });

  it.each([
    ["backup-rpo-and-retention", "CEL cannot tell when a schedule of cron runs."],
    ["eks-secrets-kms", "It is not about objects of the cluster."],
    ["namespace-default-deny", "It joins objects, and the API server shows one at a time."],
    ["no-wildcard-rules", undefined],
  ])("%s: %s", (name, reason) => {
    const rule = rules.find((item) => item.name === name);
    expect(rule && absence(rule)).toBe(reason);
  });
});

describe("the types that rules read", () => {
  it("are those that types-judged takes for read", async () => {
    const tables = await Promise.all(rules.map(({ name }) => casesOf(name)));
    const all = [...new Set(tables.flatMap(typesIn))];
    // vault-audit-device asks only whether there is a device.
    const read = new Set([AUDIT]);
    for (const cases of tables) for (const type of typesRead(cases, all)) read.add(type);
    expect([...JUDGED].sort()).toEqual([...read].sort());
  });
});
