import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { namespacesMonthlyCost } from "../../components/cost/expressions";
import { ensureTools } from "../../local/toolchain";

const folder = mkdtempSync(join(tmpdir(), "cost-"));
let promtool: string;

beforeAll(async () => {
  ({ promtool } = await ensureTools(["promtool"], { log: () => undefined }));
});
afterAll(() => rmSync(folder, { recursive: true }));

const GiB = 2 ** 30;
const labels = (given: Record<string, string>) =>
  `{${Object.entries(given)
    .map(([name, value]) => `${name}="${value}"`)
    .join(",")}}`;
const sample = (metric: string, given: Record<string, string>, value: number) => ({
  series: `${metric}${labels(given)}`,
  values: `${value}x10`,
});

/** Prices of a node, as OpenCost says them: with labels that its workloads do not have. */
const node = (name: string, core: number, gib: number) => [
  sample("node_cpu_hourly_cost", { node: name, instance: name, region: "r", instance_type: "t" }, core),
  sample("node_ram_hourly_cost", { node: name, instance: name, region: "r", instance_type: "t" }, gib),
];
const container = (namespace: string, pod: string, on: string, cores: number, gib: number) => [
  sample("container_cpu_allocation", { namespace, pod, container: "c", node: on, instance: on }, cores),
  sample("container_memory_allocation_bytes", { namespace, pod, container: "c", node: on, instance: on }, gib * GiB),
];
const mounted = (namespace: string, pod: string, persistentvolume: string, gib: number) =>
  sample("pod_pvc_allocation", { namespace, pod, persistentvolume, persistentvolumeclaim: "data" }, gib * GiB);

/** What Prometheus itself makes of the expression. */
function valueOf(expr: string, series: object[], usd: number): string {
  const file = join(folder, "cost.test.yaml");
  const check = { expr, eval_time: "5m", exp_samples: [{ labels: "{}", value: usd }] };
  writeFileSync(
    file,
    stringify({
      fuzzy_compare: true,
      tests: [{ interval: "1m", input_series: series, promql_expr_test: [check] }],
    }),
  );
  try {
    return execFileSync(promtool, ["test", "rules", file], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return stdout + stderr;
  }
}

describe("what a team's workloads cost, as Prometheus works it out", () => {
  const expr = namespacesMonthlyCost(["payments", "payments-batch"]);
  const small = node("small", 0.02, 0.002);
  const large = node("large", 0.04, 0.004);

  it("is their share of each node at its own price, and of no other namespace", () => {
    const series = [
      ...small,
      ...large,
      ...container("payments", "api", "small", 2, 4),
      ...container("payments-batch", "job", "large", 1, 8),
      ...container("payments-other", "thief", "large", 50, 50),
    ];
    const usd = 730 * (2 * 0.02 + 4 * 0.002 + 1 * 0.04 + 8 * 0.004);
    expect(valueOf(expr, series, usd)).toContain("SUCCESS");
    expect(valueOf(expr, series, usd + 1)).toContain("FAILED");
  });

  it("is a volume once, however many pods mount it", () => {
    const series = [
      ...small,
      ...container("payments", "api", "small", 1, 1),
      sample("pv_hourly_cost", { persistentvolume: "pv", volumename: "pv", provider_id: "vol-1" }, 0.0001),
      mounted("payments", "api", "pv", 100),
      mounted("payments", "api-2", "pv", 100),
      mounted("catalog", "web", "pv-of-others", 100),
    ];
    expect(valueOf(expr, series, 730 * (0.02 + 0.002 + 100 * 0.0001))).toContain("SUCCESS");
  });

  it("is the same when OpenCost runs twice for a moment", () => {
    const twice = small.map(({ series, values }) => ({ series: series.replace("{", '{pod="opencost-2",'), values }));
    const series = [...small, ...twice, ...container("payments", "api", "small", 1, 1)];
    expect(valueOf(expr, series, 730 * (0.02 + 0.002))).toContain("SUCCESS");
  });
});
