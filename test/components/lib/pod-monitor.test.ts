import { describe, expect, it } from "vitest";
import { podMonitorSpec } from "../../../components/lib/pod-monitor";

const labels = { app: "mgr" };
const args = { namespace: "rook-ceph", labels, port: 9283, set: { job: "mgr" } };
const address = (regex: string, replacement: string) => ({
  action: "replace",
  sourceLabels: ["__meta_kubernetes_pod_ip"],
  regex,
  targetLabel: "__address__",
  replacement,
});
const relabelings = [
  address("([0-9.]+)", "$1:9283"),
  address("(.+:.+)", "[$1]:9283"),
  { action: "labeldrop", regex: "container" },
  { action: "replace", targetLabel: "job", replacement: "mgr" },
];

describe("a PodMonitor", () => {
  it("asks pods of one namespace by their labels, on one port, and lets them say nothing about themselves", () => {
    expect(podMonitorSpec(args)).toEqual({
      namespaceSelector: { matchNames: ["rook-ceph"] },
      selector: { matchLabels: labels },
      podMetricsEndpoints: [
        {
          path: "/metrics",
          scheme: "http",
          honorLabels: false,
          honorTimestamps: false,
          followRedirects: false,
          relabelings,
        },
      ],
    });
  });

  it("checks what pods serve with, asks for what they need, and takes no more than it should", () => {
    const limits = { sampleLimit: 10, labelLimit: 2, labelNameLengthLimit: 8, labelValueLengthLimit: 9 };
    const tls = { caSecret: "server-tls", serverName: "vault.vault.svc" };
    const spec = podMonitorSpec({ ...args, path: "/v1/sys/metrics", params: { format: ["prometheus"] }, tls, limits });
    expect(spec).toMatchObject({
      ...limits,
      podMetricsEndpoints: [
        {
          path: "/v1/sys/metrics",
          params: { format: ["prometheus"] },
          scheme: "https",
          tlsConfig: { ca: { secret: { name: "server-tls", key: "ca.crt" } }, serverName: "vault.vault.svc" },
        },
      ],
    });
  });

  it.each([
    ["10.0.3.7", "10.0.3.7:9283"],
    ["fd00::7", "[fd00::7]:9283"],
  ])("reaches the address %s at %s", (ip, reached) => {
    // As Prometheus does: each expression is anchored, and leaves the label alone where it does not match.
    const rules = relabelings.slice(0, 2) as { regex: string; replacement: string }[];
    const found = rules.reduce(
      (at, { regex, replacement }) =>
        new RegExp(`^(?:${regex})$`).test(ip) ? ip.replace(new RegExp(`^(?:${regex})$`), replacement) : at,
      "",
    );
    expect(found).toBe(reached);
  });
});
