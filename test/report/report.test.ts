import { stripVTControlCharacters } from "node:util";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { SecretValue, UNKNOWN, type Finding, type RegisteredResource, type RunResult } from "../../local/engine/types";
import { byComponent } from "../../report/components";
import { byUrgency, subject, tally } from "../../report/findings";
import { html } from "../../report/html";
import { manifests } from "../../report/manifests";
import { markdown } from "../../report/markdown";
import { toPlan } from "../../report/plan";
import { reportOf } from "../../report/report";
import { summary } from "../../report/summary";
import { writeReports } from "../../report/write";

const stackUrn = "urn:pulumi:dev::platform::pulumi:pulumi:Stack::platform-dev";

function resource(type: string, name: string, more: Partial<RegisteredResource> = {}): RegisteredResource {
  const urn = `urn:pulumi:dev::platform::${type}::${name}`;
  const empty = { dependencies: [], propertyDependencies: {}, aliases: [], inputs: {}, outputs: {} };
  return { urn, type, name, custom: true, protect: false, ...empty, ...more };
}

const stack = { ...resource("pulumi:pulumi:Stack", "platform-dev"), urn: stackUrn, custom: false };
const team = resource("platform:components:Team", "team-a", { parent: stackUrn, custom: false });
const inTeam = { parent: team.urn };
const secret = resource("kubernetes:core/v1:Secret", "s", {
  ...inTeam,
  inputs: { apiVersion: "v1", kind: "Secret", data: new SecretValue({ password: "planted" }), arn: UNKNOWN },
});
const finding = (more: Partial<Finding>): Finding => ({
  pack: "platform",
  policy: "namespace-default-deny",
  level: "mandatory",
  severity: "high",
  urn: team.urn,
  message: "it is open",
  remedy: "close it",
  status: "violation",
  ...more,
});

function result(more: Partial<RunResult> = {}): RunResult {
  const resources = [stack, team, secret, resource("kubernetes:core/v1:Namespace", "a", inTeam)];
  const empty = {
    outputs: { token: new SecretValue("planted") },
    findings: [],
    charts: [],
    changed: [],
    notApplied: [],
  };
  return { status: "succeeded", seconds: 1.234, resources, errors: [], ...empty, ...more };
}

describe("plan.json", () => {
  it("has exactly the documented form", () => {
    const charts = [{ name: "c", urn: "u", chart: "c", version: "1", rendered: false, objects: 0, reason: "no helm" }];
    const settings = { "platform:teams": '[{"name":"a"}]', "platform:word": "text" };
    const run = result({ findings: [finding({})], charts });
    const plan = JSON.parse(JSON.stringify(toPlan("dev", run, settings))) as object;
    expect(plan).toEqual({
      version: 1,
      stack: "dev",
      status: "succeeded",
      seconds: 1.23,
      settings: { "platform:teams": [{ name: "a" }], "platform:word": "text" },
      resources: expect.any(Array) as unknown[],
      outputs: { token: "[secret]" },
      findings: [
        {
          pack: "platform",
          policy: "namespace-default-deny",
          level: "mandatory",
          severity: "high",
          urn: team.urn,
          message: "it is open",
          status: "violation",
        },
      ],
      charts: [{ name: "c", version: "1", rendered: false, objects: 0 }],
      cost: null,
    });
    expect((plan as { resources: unknown[] }).resources[2]).toEqual({
      urn: secret.urn,
      type: secret.type,
      name: "s",
      parent: team.urn,
      custom: true,
      dependencies: [],
      protect: false,
      props: { apiVersion: "v1", kind: "Secret", data: "[secret]", arn: "[unknown]" },
    });
  });
});

it("no report holds a secret", () => {
  const all = [html, markdown].map((render) => render(reportOf("dev", result())));
  all.push(
    manifests(toPlan("dev", result())),
    JSON.stringify(toPlan("dev", result())),
    summary(reportOf("dev", result()), "out"),
  );
  for (const text of all) expect(text).not.toContain("planted");
});

it("manifests are the Kubernetes objects and nothing else", () => {
  const objects = parseAllDocuments(manifests(toPlan("dev", result()))).map((document) => document.toJS() as object);
  expect(objects).toHaveLength(2);
  expect(objects[0]).toEqual({ apiVersion: "v1", kind: "Secret", data: "[secret]", arn: "[unknown]" });
});

it("resources are counted by the stack's own children", () => {
  const kinds = [
    ["Namespace", 1],
    ["Secret", 1],
  ];
  const members = toPlan("dev", result()).resources.slice(1);
  expect(byComponent(toPlan("dev", result()))).toEqual([
    { name: "team-a", kind: "Team", resources: 2, kinds, members },
  ]);
});

describe("findings", () => {
  const advisory = finding({ level: "advisory", severity: "critical" });
  const low = finding({ severity: "low" });
  const waived = finding({ level: "advisory", severity: "low", status: "waived" });

  it("are listed with what stops the deploy first, then by severity", () => {
    expect(byUrgency([waived, advisory, low, finding({})])).toEqual([finding({}), low, advisory, waived]);
  });

  it("that are waived take one line in the terminal, without their reason", () => {
    const message = "waived until 2026-12-31 by ada (PLAT-1): Nobody else runs there.";
    const text = summary(
      reportOf("dev", result({ findings: [{ ...waived, message, remedy: "Mend it." }] })),
      "out/dev",
    );
    const lines = stripVTControlCharacters(text).split("\n");
    const about = lines.filter((line) => /PLAT-1|Mend|Nobody/.test(line));
    expect(about).toEqual([`  ${waived.policy}  ${subject(waived)}  waived until 2026-12-31 by ada (PLAT-1)`]);
  });

  it("are counted so that waived ones are not taken for open ones", () => {
    expect(tally([finding({}), advisory, waived])).toBe("1 mandatory, 1 advisory, 1 waived");
    expect(tally([])).toBe("0 mandatory, 0 advisory");
  });

  it("name their resource as waivers do", () => {
    const urn = "urn:pulumi:dev::platform::platform:components:Team$kubernetes:core/v1:Namespace::a";
    expect(subject({ urn })).toBe("kubernetes:core/v1:Namespace::a");
    expect(subject({})).toBe("the stack");
  });

  it("appear in the terminal with rule, resource, message and remedy", () => {
    const text = summary(reportOf("dev", result({ status: "violated", findings: [finding({})] })), "out/dev");
    for (const part of [
      "stopped by policy",
      "namespace-default-deny",
      "::team-a",
      "it is open",
      "close it",
      "out/dev",
    ]) {
      expect(text).toContain(part);
    }
  });
});

describe("the summary of much", () => {
  const plain = (text: string) => stripVTControlCharacters(text).split("\n");

  it("breaks long messages and remedies between their words, and says every word", () => {
    const message = Array.from({ length: 40 }, (_, i) => `kind-${i}`).join(", ");
    const text = summary(reportOf("dev", result({ findings: [finding({ message, remedy: message })] })), "out/dev");
    const lines = plain(text).filter((line) => line.includes("kind-"));
    expect(lines.length).toBeGreaterThan(6);
    for (const line of lines) expect(line).toMatch(/^ {6}(→ )?kind-.{40,98}$/);
    expect(lines.map((line) => line.trim()).join(" ")).toBe(`${message} → ${message}`);
  });

  it("breaks long lists between their items", () => {
    const kinds = Array.from({ length: 30 }, (_, i) => resource(`a:b:Kind${i}`, `k${i}`, inTeam));
    const lines = plain(summary(reportOf("dev", result({ resources: [stack, team, ...kinds] })), "out/dev"));
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(110);
    expect(lines[2]).toMatch(/^ {2}team-a {4}30 {2}Kind0, Kind1, /);
    expect(lines[3]).toMatch(/^ {16}Kind\d+, /);
    for (let i = 0; i < 30; i++) expect(lines.join(" ")).toMatch(new RegExp(`\\bKind${i}\\b`));
  });

  it("names charts that are missing together, and those with another reason alone", () => {
    const missing = (name: string) => ({
      name: `${name}-chart`,
      rendered: false,
      objects: 0,
      reason: `${name} 1.0.0 is not on this machine; run npm run charts -- pull`,
    });
    const broken = { name: "c", rendered: false, objects: 0, reason: "values do not fit" };
    const charts = [missing("a"), broken, missing("b"), { name: "d", rendered: true, objects: 1 }];
    const lines = plain(summary(reportOf("dev", result({ charts: charts as never })), "out/dev"));
    const from = lines.findIndex((line) => line.includes("not rendered"));
    expect(lines.slice(from, from + 3)).toEqual([
      "  not rendered  chart c: values do not fit",
      "  not rendered  2 charts whose objects no policy saw, since each is not on this machine; run npm run charts -- pull",
      "      a 1.0.0, b 1.0.0",
    ]);
  });
});

it("the merge request comment stays below 60 lines however much there is, and begins with what to do", () => {
  const resources = [stack, ...Array.from({ length: 200 }, (_, i) => resource("a:b:C", `c${i}`, { parent: stackUrn }))];
  const changed = resources.map((each) => ({ ...each, inputs: { size: 1 } }));
  const charts = Array.from({ length: 50 }, (_, i) => ({
    name: `c${i}`,
    rendered: false,
    objects: 0,
    reason: `why ${i}`,
  }));
  const much: Partial<RunResult> = {
    status: "violated",
    findings: Array.from({ length: 200 }, () => finding({})),
    errors: Array.from({ length: 100 }, (_, i) => `error ${i}`),
    charts: charts as never,
  };
  const before = {
    ...toPlan("dev", result({ resources: changed.slice(50), charts: charts as never })),
    settings: { "platform:a": 1 },
  };
  const report = reportOf("dev", result({ ...much, resources }), {
    last: before,
    against: { ...before, stack: "qa" },
    settings: { "platform:a": "2" },
  });
  const text = markdown(report);
  expect(text.split("\n").length).toBeLessThanOrEqual(60);
  expect(text.split("\n").slice(0, 3)).toEqual([
    "## dev: stopped by policy",
    "",
    "**Do not deploy: 200 mandatory findings.** First, namespace-default-deny: close it",
  ]);
  expect(text).toContain("185 more findings in report.html.");
  expect(text).toContain("- and 95 more errors in report.html");
  expect(text).toContain("**Changes:** 49 added, 0 removed, 151 changed against the last plan.");
});

describe("the page", () => {
  const hostile = `"'></td><script>alert(1)</script>&lt;`;
  const page = () => {
    const named = (type: string, inputs: object) =>
      resource(type, hostile, { parent: stackUrn, inputs: inputs as Record<string, unknown> });
    const metadata = { name: hostile, namespace: hostile };
    const peers = [{ ipBlock: { cidr: hostile } }];
    const resources = [
      stack,
      named("kubernetes:core/v1:Namespace", { metadata }),
      named("kubernetes:helm.sh/v4:Chart", { chart: hostile, version: hostile, namespace: hostile }),
      named("kubernetes:networking.k8s.io/v1:NetworkPolicy", { metadata, spec: { egress: [{ to: peers }] } }),
      named("kubernetes:rbac.authorization.k8s.io/v1:RoleBinding", {
        metadata,
        roleRef: { kind: "ClusterRole", name: hostile },
        subjects: [{ kind: "Group", name: hostile }],
      }),
    ];
    const told = { policy: hostile, message: hostile, remedy: hostile };
    const run = result({
      resources,
      errors: [hostile],
      findings: [finding(told), finding({ ...told, level: "advisory", status: "waived" })],
      charts: [{ name: hostile, urn: "u", chart: "c", rendered: false, objects: 0, reason: hostile }],
    });
    const last = toPlan("dev", { ...run, resources: run.resources.map((each) => ({ ...each, inputs: {} })) });
    const against = { ...last, stack: hostile, settings: { "platform:a": hostile } };
    const settings = { "platform:teams": JSON.stringify([{ name: hostile }]) };
    return html(reportOf("dev", run, { last, against, settings, notCompared: hostile }), {
      rulePage: (policy) => policy,
    });
  };

  it("escapes whatever it shows, in every section", () => {
    const text = page();
    expect(text).not.toContain("<script");
    expect(text).not.toContain(hostile);
    expect(text.match(/&lt;script&gt;/g)!.length).toBeGreaterThan(20);
  });

  it("asks nobody for anything: no script, image, style sheet or font from elsewhere", () => {
    expect(page()).not.toMatch(/<(?:script|img|link rel="(?!icon)|iframe)|url\(|@import/);
    expect(page()).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
  });

  it("says first whether it may be deployed, and what to do", () => {
    const verdict = (run: RunResult) =>
      /<div class="verdict[^"]*">\n<p>(.*)<\/p>\n<p>(.*)<\/p>/.exec(html(reportOf("dev", run)))!.slice(1);
    expect(verdict(result())).toEqual(["It may be deployed: no mandatory finding.", "npm run up -- --stack dev."]);
    expect(verdict(result({ findings: [finding({ level: "advisory" })] }))).toEqual([
      "It may be deployed: no mandatory finding.",
      "npm run up -- --stack dev. One advisory finding can wait.",
    ]);
    expect(verdict(result({ status: "violated", findings: [finding({})] }))).toEqual([
      "Do not deploy: one mandatory finding.",
      "First, namespace-default-deny: close it",
    ]);
    expect(verdict(result({ status: "failed", errors: ["it broke"] }))).toEqual([
      "Do not deploy: the plan failed.",
      "Mend this and plan again: it broke",
    ]);
  });

  it("counts the days that waivers have left, and links to the explanations of rules", () => {
    const waived = (until: string) =>
      finding({ status: "waived", message: `waived until ${until} by ada (PLAT-1): Nobody else runs there.` });
    const run = result({ findings: [waived("2026-12-31"), waived("2026-12-01")] });
    const text = html(reportOf("dev", run, { today: "2026-11-30" }), { rulePage: (policy) => `rules/${policy}.md` });
    const cells = [...text.matchAll(/<time datetime="([^"]*)">[^<]*<\/time>, (\d+ days? left)/g)];
    expect(cells.map(([, day, left]) => `${day} ${left}`)).toEqual([
      "2026-12-01 1 day left",
      "2026-12-31 31 days left",
    ]);
    expect(text).toContain('<a href="rules/namespace-default-deny.md">namespace-default-deny</a>');
    expect(text).toContain("<td>ada (PLAT-1)</td>");
  });

  it("shows who holds which role where, and what it allows", () => {
    const rbac = (kind: string, name: string, inputs: object) =>
      resource(`kubernetes:rbac.authorization.k8s.io/v1:${kind}`, name, { inputs: inputs as Record<string, unknown> });
    const resources = [
      stack,
      rbac("ClusterRole", "reader", {
        metadata: { name: "reader" },
        rules: [{ apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "list", "watch", "patch"] }],
      }),
      rbac("RoleBinding", "b", {
        metadata: { name: "b", namespace: "pay" },
        roleRef: { kind: "ClusterRole", name: "reader" },
        subjects: [{ kind: "Group", name: "people" }],
      }),
    ];
    const text = html(reportOf("dev", result({ resources })));
    expect(text).toContain('<th scope="col"><span>Group</span></th><th scope="col"><span>pay</span></th>');
    expect(text).toContain('<tr><th scope="row">people</th><td>reader</td></tr>');
    expect(text).toContain('<tr><th scope="row">deployments.apps</th><td>read, patch</td></tr>');
  });
});

it("reports of an earlier run are replaced as a whole", async () => {
  const out = join(mkdtempSync(join(tmpdir(), "report-")), "dev");
  await writeReports(out, reportOf("dev", result()));
  const first = readFileSync(join(out, "plan.json"), "utf8");
  await writeReports(out, reportOf("dev", result({ seconds: 9 })));
  expect(readdirSync(out).sort()).toEqual([
    "architecture.svg",
    "manifests.yaml",
    "plan.json",
    "plan.md",
    "report.html",
  ]);
  expect(readFileSync(join(out, "plan.json"), "utf8")).not.toBe(first);
  rmSync(join(out, ".."), { recursive: true });
});
