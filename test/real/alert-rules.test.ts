import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { ruleGroup } from "../../components/alerts/rule";
import { ruleGroups } from "../../components/alerts/rules";
import { namespacesMonthlyCost } from "../../components/cost/expressions";
import { hoursPerMonth } from "../../components/cost/rates";
import { ensureTools } from "../../local/toolchain";
import { environmentNames } from "../../src/settings/team";
import { alertCases, host, monthlyUsd, recoveryPoint, type AlertCase } from "../support/alerts/cases";
import { everything } from "../support/alerts/parts";
import { existingCluster, parse } from "../support/config";

const folder = mkdtempSync(join(tmpdir(), "platform-alerts-"));
afterAll(() => rmSync(folder, { recursive: true }));

let promtool: string;
beforeAll(async () => {
  ({ promtool } = await ensureTools(["promtool"], { log: () => undefined }));
});

/** Rules of a stack of one environment that has all parts. */
function stack(environment: string) {
  const { alerts } = parse({ cluster: existingCluster, access: { admins: ["admins"] } }, environment);
  const { thresholds, runbooksUrl } = alerts!;
  const budgets = [{ team: "payments", monthlyUsd, cost: namespacesMonthlyCost(["payments"]) }];
  const groups = ruleGroups({ thresholds, parts: everything, hosts: [host], recoveryPoints: [recoveryPoint], budgets });
  return { thresholds, groups: groups.map((group) => ruleGroup(group, runbooksUrl)) };
}

function matchers(labels: Record<string, string>): string {
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(",")}}`;
}

/** Asks for firing alerts of that name, severity and labels: there is one with exactly these labels, or none. */
function promtoolTest({ what, alert, severity, owner, labels, series, atMinutes, intervalMinutes, fires }: AlertCase) {
  const one = { alertname: alert, alertstate: "firing", severity };
  const asked = { ...one, ...("window" in labels ? { window: labels["window"] } : {}) };
  return {
    name: `${what}: ${alert} (${severity}) ${fires ? "fires" : "does not fire"}`,
    interval: `${intervalMinutes ?? 1}m`,
    input_series: series.map(([name, values]) => ({ series: name, values })),
    promql_expr_test: [
      {
        expr: `ALERTS${matchers(asked)}`,
        eval_time: `${atMinutes}m`,
        exp_samples: fires ? [{ labels: `ALERTS${matchers({ ...one, owner, ...labels })}`, value: 1 }] : [],
      },
    ],
  };
}

function run(...args: string[]): string {
  try {
    return execFileSync(promtool, args, { encoding: "utf8", cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${stdout}${stderr}`);
  }
}

type Groups = ReturnType<typeof stack>["groups"];

/** Groups that need each other: all about hosts, and each of the others. */
function topics(groups: Groups): [topic: string, its: Groups][] {
  const topicOf = ({ name }: Groups[number]) => (name.startsWith("host") ? "hosts" : name);
  const names = [...new Set(groups.map(topicOf))];
  return names.map((topic) => [topic, groups.filter((group) => topicOf(group) === topic)]);
}

describe.each(environmentNames)("rules of %s", (environment) => {
  const { thresholds, groups } = stack(environment);
  const cases = alertCases(thresholds, hoursPerMonth);
  const file = `${environment}.rules.yaml`;
  writeFileSync(join(folder, file), stringify({ groups }));

  it("are valid, and none is there twice", () => {
    const rules = groups.flatMap((group) => group.rules).length;
    expect(run("check", "rules", "--lint=all", "--lint-fatal", file)).toContain(`SUCCESS: ${rules} rules found`);
  });

  // By topic: other rules would only take time.
  it.each(topics(groups))("about %s fire beyond each threshold and not before", (topic, its) => {
    const [rules, tests] = [`${environment}.${topic}.rules.yaml`, `${environment}.${topic}.test.yaml`];
    const alerts = its.flatMap((group) => group.rules.flatMap((rule) => ("alert" in rule ? [rule.alert] : [])));
    const trials = cases.filter(({ alert }) => alerts.includes(alert)).map(promtoolTest);
    writeFileSync(join(folder, rules), stringify({ groups: its }));
    writeFileSync(join(folder, tests), stringify({ rule_files: [rules], evaluation_interval: "1m", tests: trials }));
    expect(trials).not.toEqual([]);
    expect(run("test", "rules", tests)).toContain("SUCCESS");
  });

  it("are all tried, on both sides", () => {
    const key = (alert: string, severity: string, labels: Record<string, string>) =>
      [alert, severity, labels["window"] ?? ""].join(" ");
    const rules = groups.flatMap(({ rules: all }) =>
      all.flatMap((rule) => ("alert" in rule ? [key(rule.alert, rule.labels.severity, rule.labels)] : [])),
    );
    const tried = (fires: boolean) =>
      [
        ...new Set(
          cases.filter((each) => each.fires === fires).map((each) => key(each.alert, each.severity, each.labels)),
        ),
      ].sort();
    expect(tried(true)).toEqual([...new Set(rules)].sort());
    expect(tried(false)).toEqual([...new Set(rules)].filter((rule) => !rule.startsWith("DeadMansSwitch")).sort());
  });

  it("has a trial for every threshold", () => {
    const all = Object.entries(thresholds).flatMap(([group, values]) =>
      Object.keys(values as object).map((name) => `${group}.${name}`),
    );
    const untried = all.filter((threshold) => !cases.some(({ what }) => what.startsWith(threshold)));
    expect(untried).toEqual([]);
  });
});
