import { describe, expect, it } from "vitest";
import { dnsMonitor, tenantMonitors } from "../../../components/monitoring/scraped";
import { teamRelabelings } from "../../../components/monitoring/team-label";

const limits = { sampleLimit: 500, labelLimit: 64, labelNameLengthLimit: 128, labelValueLengthLimit: 1024 };
const workload = (name: string) => ({ "app.kubernetes.io/name": name });

describe("what tenants export", () => {
  it("is scraped per workload, with limits, and carries the owner that configuration names", () => {
    const workloads = [
      { name: "api", metricsPort: 9090 },
      { name: "database", metricsPort: 9187 },
    ];
    const tenant = { namespace: "payments", environment: "staging", team: "payments", workloads, waypoint: false };
    const set = { environment: "staging", team: "payments" };
    expect(tenantMonitors(tenant, 500)).toEqual([
      {
        name: "payments.api",
        args: { namespace: "payments", labels: workload("api"), port: 9090, set: { job: "api", ...set }, limits },
      },
      {
        name: "payments.database",
        args: {
          namespace: "payments",
          labels: workload("database"),
          port: 9187,
          set: { job: "database", ...set },
          limits,
        },
      },
    ]);
  });

  it("is scraped of their waypoint too, and of nothing where nothing is declared", () => {
    const none = { namespace: "dev", environment: "dev", workloads: [], waypoint: false };
    expect(tenantMonitors(none, 500)).toEqual([]);
    expect(tenantMonitors({ ...none, waypoint: true }, 500)).toEqual([
      {
        name: "dev.waypoint.proxy",
        args: {
          namespace: "dev",
          labels: { "gateway.networking.k8s.io/gateway-name": "waypoint" },
          port: 15020,
          path: "/stats/prometheus",
          set: { job: "waypoint", environment: "dev" },
        },
      },
    ]);
  });
});

describe("the cluster's DNS", () => {
  it("is scraped where NetworkPolicies find it", () => {
    const labels = { "k8s-app": "kube-dns" };
    expect(dnsMonitor({ namespace: "kube-system", labels })).toEqual({
      namespace: "kube-system",
      labels,
      port: 9153,
      set: { job: "coredns" },
    });
  });
});

describe("the label team", () => {
  const teams = [
    { name: "payments", namespaces: ["payments", "payments-jobs"] },
    { name: "catalog", namespaces: ["catalog"] },
    { name: "new", namespaces: [] },
  ];

  /** Applies rules of the action replace as Prometheus does. */
  function relabel(labels: Record<string, string>): Record<string, string> {
    const result = { ...labels };
    for (const { sourceLabels = [], regex = "(.*)", targetLabel, replacement } of teamRelabelings(teams)) {
      const value = sourceLabels.map((label) => result[label] ?? "").join(";");
      if (!new RegExp(`^(?:${regex})$`).test(value)) continue;
      if (replacement) result[targetLabel!] = replacement;
      else delete result[targetLabel!];
    }
    return result;
  }

  it.each([
    [{ namespace: "payments-jobs" }, { namespace: "payments-jobs", team: "payments" }],
    [
      { namespace: "catalog", team: "payments" },
      { namespace: "catalog", team: "catalog" },
    ],
    [{ namespace: "payments-2" }, { namespace: "payments-2" }],
    [{ namespace: "monitoring", team: "payments" }, { namespace: "monitoring" }],
    [{ node: "a", team: "payments" }, { node: "a" }],
  ])("of a sample with %j follows from its namespace alone", (labels, expected) => {
    expect(relabel(labels)).toEqual(expected);
  });
});
