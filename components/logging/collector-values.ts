import type { HelmValues } from "../lib/chart-values";
import { resources } from "../lib/scheduling";
import { tags } from "./aggregator-config";
import { addresses, certificates, namespaces, ports, workloads } from "./names";

export interface CollectorValuesArgs {
  /** Audit log of the API server on its nodes. @default absent - none is read */
  apiServerAuditPath?: string;
  /** Whether somebody reads PodMonitors. */
  monitors: boolean;
}

const tls = "/fluent-bit/tls";

/** Values of Fluent Bit's chart: one collector on every node, which keeps on disk what the aggregators do not take yet. */
export function collectorValues({ apiServerAuditPath, monitors }: CollectorValuesArgs): HelmValues {
  return {
    nameOverride: workloads.collector,
    fullnameOverride: workloads.collector,
    serviceAccount: { create: false, name: workloads.collector, automountToken: true },
    podAnnotations: { "policies.platform/needs-token": needsToken },
    priorityClassName: "system-node-critical",
    tolerations: [{ operator: "Exists" }], // every node has pods
    updateStrategy: { rollingUpdate: { maxUnavailable: "20%" } },
    resources: resources("50m", "64Mi", "256Mi"),
    storage: { enabled: true },
    extraVolumes: [{ name: "tls", secret: { secretName: certificates.collector } }],
    extraVolumeMounts: [{ name: "tls", mountPath: tls, readOnly: true }],
    serviceMonitor: { enabled: monitors },
    // Reads its certificate again when that was renewed.
    hotReload: { enabled: true, extraWatchVolumes: ["tls"], resources: resources("5m", "16Mi", "32Mi") },
    config: {
      service: {
        log_level: "info",
        http_listen: "0.0.0.0",
        flush: 1,
        "storage.metrics": true,
        "storage.max_chunks_up": 64,
        "storage.backlog.mem_limit": "16M",
        "storage.checksum": true,
      },
      pipeline: {
        inputs: [podLogs, ...(apiServerAuditPath === undefined ? [] : [auditLog(apiServerAuditPath)])],
        filters: [],
        outputs: [forward],
      },
    },
  };
}

export const needsToken = "asks which labels a pod has";

/** Where the namespace of a log comes from: the kubelet names the file, and no pod can write to another's. */
const podLogs = {
  name: "tail",
  alias: "pods",
  path: "/var/log/containers/*.log",
  // Their own errors about logs would become logs, and so on; kubectl logs shows them.
  exclude_path: [
    `/var/log/containers/*_${namespaces.collectors}_*.log`,
    `/var/log/containers/${workloads.aggregator}-*_${namespaces.logs}_*.log`,
  ].join(),
  tag_regex:
    "(?<pod_name>[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*)_(?<namespace_name>[^_]+)_(?<container_name>.+)-",
  tag: `${tags.pods}.<namespace_name>.<pod_name>.<container_name>`,
  read_from_head: true,
  "multiline.parser": "cri",
  buffer_max_size: "256k",
  skip_long_lines: true,
  skip_empty_lines: true,
  "storage.type": "filesystem",
  "storage.pause_on_chunks_overlimit": "on",
  db: "${STORAGE_PATH}/tail.db",
  processors: {
    logs: [
      {
        name: "kubernetes",
        kube_tag_prefix: `${tags.pods}.`,
        regex_parser: "kubernetes-tag",
        annotations: false,
        // A pod can neither hide its logs nor choose how they are read.
        "k8s-logging.parser": false,
        "k8s-logging.exclude": false,
      },
    ],
  },
};

function auditLog(path: string) {
  return {
    name: "tail",
    alias: "audit",
    path,
    tag: tags.apiServerAudit,
    key: "log",
    read_from_head: true,
    buffer_max_size: "1M", // an event holds a whole request
    skip_long_lines: true,
    "storage.type": "filesystem",
    "storage.pause_on_chunks_overlimit": "on",
    db: "${STORAGE_PATH}/audit.db",
  };
}

/** Each chunk is kept until an aggregator has it on its own disk, for as long as there is room. */
const forward = {
  name: "forward",
  alias: "aggregators",
  match: "*",
  host: addresses.aggregator,
  port: ports.forward,
  require_ack_response: true,
  compress: "gzip",
  retry_limit: "no_limits",
  "storage.total_limit_size": "4G",
  "net.keepalive_max_recycle": 100, // so that connections spread over the aggregators
  tls: "on",
  "tls.verify": "on",
  "tls.verify_hostname": "on",
  "tls.ca_file": `${tls}/ca.crt`,
  "tls.crt_file": `${tls}/tls.crt`,
  "tls.key_file": `${tls}/tls.key`,
};
