import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { formats } from "../../report/formats";
import { fingerprints, type Judgement, type PlacedFinding } from "../../report/formats/judgement";

const schema = join(__dirname, "../fixtures/sarif/sarif-schema-2.1.0.json");
const web = "urn:pulumi:production::manifests::kubernetes:apps/v1:Deployment::shop/web";
const rule = (pack: string, name: string, left?: string) => ({
  pack,
  name,
  title: `Title of ${name}`,
  description: `${name} must hold.`,
  severity: "high" as const,
  remedy: `Mend ${name}.`,
  tags: ["workload", "CIS 5.2.2"],
  ...(left === undefined ? {} : { left }),
});
const privileged: PlacedFinding = {
  pack: "kubernetes",
  policy: "no-privileged-containers",
  level: "mandatory",
  severity: "critical",
  urn: web,
  message: 'containers[0] must not be <privileged> & "free"\u0001',
  remedy: "Mend it.",
  status: "violation",
  file: "apps/a b.yaml",
  line: 12,
};
const undecided: PlacedFinding = {
  pack: "kubernetes",
  policy: "no-host-path",
  level: "advisory",
  urn: web,
  message: "spec is not known before the deployment",
  status: "undetermined",
  file: "apps/a b.yaml",
  line: 3,
};
const waived: PlacedFinding = {
  ...privileged,
  policy: "run-as-non-root",
  level: "advisory",
  severity: "high",
  message: "waived until 2999-01-01 by o (t): r",
  status: "waived",
};
const whole: PlacedFinding = {
  pack: "platform",
  policy: "waivers-valid",
  level: "mandatory",
  message: "[0] must be a map",
  status: "violation",
  file: "/etc/waivers.yaml",
  line: 1,
};
const judgement: Judgement = {
  environment: "production",
  resources: 2,
  rules: [
    rule("kubernetes", "no-privileged-containers"),
    rule("kubernetes", "no-host-path"),
    rule("kubernetes", "run-as-non-root"),
    rule("platform", "pvc-class-exists", "it looks for storage classes around what is judged"),
  ],
  findings: [undecided, privileged, waived, whole],
  errors: [],
};
const clean: Judgement = { ...judgement, findings: [] };
const broken: Judgement = { ...judgement, findings: [], errors: ['policy pack "cloud" failed: out of <memory>'] };
const write = (format: string, about = judgement) => stripVTControlCharacters(formats[format]!(about));

describe("text", () => {
  it("says the most urgent first, with place and remedy, and which rules judged nothing", () => {
    expect(write("text"))
      .toBe(`apps/a b.yaml:12  mandatory critical  no-privileged-containers  kubernetes:apps/v1:Deployment::shop/web
    containers[0] must not be <privileged> & "free"\u0001
    → Mend it.
/etc/waivers.yaml:1  mandatory  waivers-valid  the stack
    [0] must be a map
apps/a b.yaml:12  run-as-non-root  kubernetes:apps/v1:Deployment::shop/web  waived until 2999-01-01 by o (t)
apps/a b.yaml:3  advisory undetermined  no-host-path  kubernetes:apps/v1:Deployment::shop/web
    spec is not known before the deployment
not applied: pvc-class-exists: it looks for storage classes around what is judged
2 resources, 3 of 4 rules, production: 2 mandatory, 1 advisory, 1 waived
`);
  });

  it("says why a pack failed", () => {
    expect(write("text", broken)).toContain('failed  policy pack "cloud" failed: out of <memory>\n');
  });
});

describe("sarif", () => {
  // zod takes a reference that is relative for a URL.
  const standard = readFileSync(schema, "utf8").replaceAll('"format": "uri-reference"', '"minLength": 1');
  const log = z.fromJSONSchema(JSON.parse(standard) as Parameters<typeof z.fromJSONSchema>[0]);
  interface Log {
    runs: {
      tool: { driver: { rules: { id: string }[] } };
      results: Record<string, unknown>[];
      invocations: unknown[];
    }[];
  }
  const read = (about = judgement) => {
    const value: unknown = JSON.parse(formats["sarif"]!(about));
    expect(log.safeParse(value).error).toBeUndefined();
    return (value as Log).runs[0]!;
  };

  it("fits the standard's schema, which notices what does not", () => {
    read();
    read(clean);
    read(broken);
    expect(log.safeParse({ version: "2.1.0", runs: [{ results: [] }] }).success).toBe(false);
  });

  it("gives each finding its rule, level, place and fingerprint; waived ones are suppressed with the reason", () => {
    const { tool, results } = read();
    expect(tool.driver.rules.map(({ id }) => id)).toEqual([
      "no-privileged-containers",
      "no-host-path",
      "run-as-non-root",
      "pvc-class-exists",
      "waivers-valid",
    ]);
    expect(results.map(({ ruleId, ruleIndex, level }) => [ruleId, ruleIndex, level])).toEqual([
      ["no-host-path", 1, "warning"],
      ["no-privileged-containers", 0, "error"],
      ["run-as-non-root", 2, "warning"],
      ["waivers-valid", 4, "error"],
    ]);
    expect(results[1]?.["locations"]).toEqual([
      { physicalLocation: { artifactLocation: { uri: "apps/a%20b.yaml" }, region: { startLine: 12 } } },
    ]);
    expect(results[3]?.["locations"]).toEqual([
      { physicalLocation: { artifactLocation: { uri: "file:///etc/waivers.yaml" }, region: { startLine: 1 } } },
    ]);
    expect(results[1]?.["suppressions"]).toBeUndefined();
    expect(results[2]?.["suppressions"]).toEqual([
      { kind: "external", status: "accepted", justification: "waived until 2999-01-01 by o (t): r" },
    ]);
  });

  it("says which rules judged nothing, and why a pack failed", () => {
    expect(read().invocations).toEqual([
      {
        executionSuccessful: true,
        toolConfigurationNotifications: [
          {
            level: "note",
            message: { text: "pvc-class-exists judged nothing: it looks for storage classes around what is judged" },
            associatedRule: { id: "pvc-class-exists" },
          },
        ],
        toolExecutionNotifications: [],
      },
    ]);
    expect(read(broken).invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [{ message: { text: 'policy pack "cloud" failed: out of <memory>' } }],
      },
    ]);
  });
});

describe("codequality", () => {
  it("has the fields that GitLab documents, and leaves out what is accepted", () => {
    const issues = JSON.parse(write("codequality")) as Record<string, unknown>[];
    expect(issues.map((issue) => ({ ...issue, fingerprint: undefined }))).toEqual([
      {
        description: "kubernetes:apps/v1:Deployment::shop/web: undetermined: spec is not known before the deployment",
        check_name: "no-host-path",
        severity: "info",
        location: { path: "apps/a b.yaml", lines: { begin: 3 } },
      },
      {
        description:
          'kubernetes:apps/v1:Deployment::shop/web: containers[0] must not be <privileged> & "free"\u0001. Mend it.',
        check_name: "no-privileged-containers",
        severity: "blocker",
        location: { path: "apps/a b.yaml", lines: { begin: 12 } },
      },
      {
        description: "the stack: [0] must be a map",
        check_name: "waivers-valid",
        severity: "major",
        location: { path: "/etc/waivers.yaml", lines: { begin: 1 } },
      },
    ]);
    expect(new Set(issues.map(({ fingerprint }) => fingerprint)).size).toBe(3);
    expect(JSON.parse(write("codequality", clean))).toEqual([]);
  });
});

describe("fingerprints", () => {
  it("stay when the object moves in its file, and tell findings apart that are alike", () => {
    const [print] = fingerprints([privileged]);
    expect(print).toMatch(/^[0-9a-f]{64}$/);
    expect(fingerprints([{ ...privileged, line: 99 }])).toEqual([print]);
    expect(fingerprints([privileged, privileged])[0]).toBe(print);
    expect(new Set(fingerprints([privileged, privileged, { ...privileged, file: "b.yaml" }])).size).toBe(3);
  });
});

describe("junit", () => {
  it("has a case for each rule, which fails with mandatory findings and is skipped when it judged nothing", () => {
    const subject = "kubernetes:apps/v1:Deployment::shop/web";
    expect(write("junit")).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="policies">
  <testsuite name="kubernetes" tests="3" failures="1" errors="0" skipped="0">
    <testcase name="no-privileged-containers" classname="kubernetes" file="apps/a b.yaml">
      <failure message="${subject}" type="mandatory">apps/a b.yaml:12: mandatory: ${subject}: containers[0] must not be &lt;privileged&gt; &amp; &quot;free&quot;\ufffd
  Mend it.</failure>
    </testcase>
    <testcase name="no-host-path" classname="kubernetes">
      <system-out>apps/a b.yaml:3: undetermined: ${subject}: spec is not known before the deployment</system-out>
    </testcase>
    <testcase name="run-as-non-root" classname="kubernetes">
      <system-out>apps/a b.yaml:12: waived: ${subject}: waived until 2999-01-01 by o (t): r
  Mend it.</system-out>
    </testcase>
  </testsuite>
  <testsuite name="platform" tests="2" failures="1" errors="0" skipped="1">
    <testcase name="pvc-class-exists" classname="platform">
      <skipped message="it looks for storage classes around what is judged"/>
    </testcase>
    <testcase name="waivers-valid" classname="platform" file="/etc/waivers.yaml">
      <failure message="the stack" type="mandatory">/etc/waivers.yaml:1: mandatory: the stack: [0] must be a map</failure>
    </testcase>
  </testsuite>
</testsuites>
`);
  });

  it("has an error for a pack that failed", () => {
    expect(write("junit", broken)).toContain(`  <testsuite name="packs" tests="1" failures="0" errors="1" skipped="0">
    <testcase name="pack 1" classname="packs">
      <error message="policy pack &quot;cloud&quot; failed: out of &lt;memory&gt;" type="error">policy pack &quot;cloud&quot; failed: out of &lt;memory&gt;</error>
    </testcase>
`);
  });
});
