import { describe, expect, it } from "vitest";
import { collectorValues } from "../../../components/logging/collector-values";
import { operatorValues } from "../../../components/logging/operator-values";

interface Pipeline {
  inputs: Record<string, unknown>[];
  filters: unknown[];
  outputs: Record<string, unknown>[];
}
const pipeline = (apiServerAuditPath?: string) =>
  (collectorValues({ monitors: true, apiServerAuditPath })["config"] as { pipeline: Pipeline }).pipeline;

describe("the collectors", () => {
  it("take the namespace from the file's name, and let no pod choose how it is read", () => {
    const [pods, ...others] = pipeline().inputs;
    expect(others).toEqual([]);
    expect(pods).toMatchObject({
      path: "/var/log/containers/*.log",
      exclude_path: "/var/log/containers/*_log-collectors_*.log,/var/log/containers/fluentd-*_logging_*.log",
      tag: "kube.<namespace_name>.<pod_name>.<container_name>",
      "storage.type": "filesystem",
      "storage.pause_on_chunks_overlimit": "on",
      processors: {
        logs: [{ name: "kubernetes", annotations: false, "k8s-logging.parser": false, "k8s-logging.exclude": false }],
      },
    });
  });

  it("tell namespace, pod and container apart by the names that the kubelet gives files", () => {
    const { tag_regex: pattern } = pipeline().inputs[0] as { tag_regex: string };
    const file = `payments-api-7d9c_payments_api-${"0a".repeat(32)}.log`;
    expect(new RegExp(pattern).exec(file)?.groups).toEqual({
      pod_name: "payments-api-7d9c",
      namespace_name: "payments",
      container_name: "api",
    });
  });

  it("keep each chunk until an aggregator has it, which they know by its certificate, as it knows them", () => {
    expect(pipeline().outputs).toEqual([
      {
        name: "forward",
        alias: "aggregators",
        match: "*",
        host: "fluentd.logging.svc",
        port: 24224,
        require_ack_response: true,
        compress: "gzip",
        retry_limit: "no_limits",
        "storage.total_limit_size": "4G",
        "net.keepalive_max_recycle": 100,
        tls: "on",
        "tls.verify": "on",
        "tls.verify_hostname": "on",
        "tls.ca_file": "/fluent-bit/tls/ca.crt",
        "tls.crt_file": "/fluent-bit/tls/tls.crt",
        "tls.key_file": "/fluent-bit/tls/tls.key",
      },
    ]);
  });

  it("read the API server's audit log where there is one on the nodes", () => {
    const [, audit] = pipeline("/var/log/kubernetes/audit.log").inputs;
    expect(audit).toMatchObject({ path: "/var/log/kubernetes/audit.log", tag: "audit.kubernetes", key: "log" });
  });

  it("run on every node, as a DaemonSet that says why it asks the API server", () => {
    expect(collectorValues({ monitors: false })).toMatchObject({
      tolerations: [{ operator: "Exists" }],
      serviceAccount: { create: false, name: "fluent-bit" },
      podAnnotations: { "policies.platform/needs-token": "asks which labels a pod has" },
      storage: { enabled: true },
      serviceMonitor: { enabled: false },
      hotReload: { enabled: true, extraWatchVolumes: ["tls"] },
    });
  });
});

describe("Elastic's operator", () => {
  it("has rights in its own namespace and that of logs alone, and sends nothing to Elastic", () => {
    expect(operatorValues({ monitors: true })).toMatchObject({
      replicaCount: 2,
      managedNamespaces: ["logging"],
      telemetry: { disabled: true },
      createClusterScopedResources: false,
      webhook: { enabled: false },
      config: { validateStorageClass: false },
      podMonitor: { enabled: true },
      podDisruptionBudget: { enabled: true, minAvailable: 1 },
    });
  });
});
