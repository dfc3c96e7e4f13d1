import { readdirSync } from "node:fs";
import { basename, join } from "node:path";

import { describe, expect, it } from "vitest";

import { rules as cloudRules } from "../../policies/cloud/rules";
import { rules as kubernetesRules } from "../../policies/kubernetes/rules";
import { knownPolicies } from "../../policies/lib/pack";
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
