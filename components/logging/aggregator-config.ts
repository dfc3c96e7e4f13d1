import { fluentdConfig, type FluentdSection } from "./fluentd-syntax";
import { masked, maskingRules, type MaskingRule } from "./masking";
import { addresses, ports } from "./names";
import { auditStreams, platformStream, rejectedStream, type LogStream } from "./streams";
import { platformUsers } from "./users";

export interface AggregatorConfigArgs {
  streams: LogStream[];
  /** Volume for what Elasticsearch does not take yet (GiB). */
  bufferGiB: number;
}

/** Folders in the aggregators' containers. */
export const aggregatorFolders = {
  config: "/fluentd/etc",
  data: "/fluentd/data",
  tls: "/fluentd/tls",
  elasticsearch: "/fluentd/elasticsearch",
} as const;

/** Tags by which the collectors say what a log is: `kube.<namespace>.<pod>.<container>`, from the name of its file. */
export const tags = { pods: "kube", apiServerAudit: "audit.kubernetes" } as const;

/** Everything that collectors send. */
const collected = `${tags.pods}.** ${tags.apiServerAudit}`;
/** Field that says to which data stream a log goes, until that is its tag. */
const target = "target";
/** Field with the ID of a log. It goes to Elasticsearch, whose template does not store it. */
export const idField = "_hash";
/** Fields that the collectors write. */
const kept = ["log", "stream", "kubernetes"];

/**
 * Configuration of the aggregators: they take logs from collectors that have a certificate of ours, mask secrets, and
 * choose the data stream by the namespace. Nothing that a pod writes can choose it.
 */
export function aggregatorConfig({ streams, bufferGiB }: AggregatorConfigArgs): string {
  return fluentdConfig([
    { type: "system", parameters: { root_dir: aggregatorFolders.data, workers: 1, log_level: "info" } },
    ...monitoring,
    forwardInput(),
    {
      type: "label",
      argument: "@LOGS",
      sections: [mask(collected), ...routes(streams), parse, identify, retag, relabel("logs.**", "@STORE")],
    },
    // In a label of its own, because what Elasticsearch takes later comes back to the beginning of the label.
    {
      type: "label",
      argument: "@STORE",
      sections: [remove(target), elasticsearch("elasticsearch", "${tag}", (bufferGiB * 70) / 100)],
    },
    // What Elasticsearch refuses, as text alone: no type of a field can be wrong then.
    {
      type: "label",
      argument: "@ERROR",
      sections: [
        { type: "filter", argument: "**", parameters: { "@type": "record_modifier", whitelist_keys: kept.join() } },
        mask("**"),
        identify,
        elasticsearch("rejected", rejectedStream, (bufferGiB * 10) / 100),
      ],
    },
    { type: "label", argument: "@FLUENT_LOG", sections: [{ type: "match", argument: "**", parameters: stdout }] },
    {
      type: "label",
      argument: "@PROBE",
      sections: [{ type: "match", argument: "**", parameters: { "@type": "null" } }],
    },
  ]);
}

const stdout = { "@type": "stdout" };

/** Health for the kubelet, and metrics. */
const monitoring: FluentdSection[] = [
  {
    type: "source",
    parameters: { "@type": "http", "@label": "@PROBE", port: ports.aggregatorHealth, bind: "0.0.0.0" },
  },
  {
    type: "source",
    parameters: { "@type": "prometheus", "@label": "@PROBE", port: ports.aggregatorMetrics, bind: "0.0.0.0" },
  },
  { type: "source", parameters: { "@type": "prometheus_monitor", "@label": "@PROBE" } },
  { type: "source", parameters: { "@type": "prometheus_output_monitor", "@label": "@PROBE" } },
];

function forwardInput(): FluentdSection {
  const { tls } = aggregatorFolders;
  return {
    type: "source",
    parameters: { "@type": "forward", "@id": "collectors", "@label": "@LOGS", port: ports.forward, bind: "0.0.0.0" },
    sections: [
      {
        type: "transport",
        argument: "tls",
        parameters: {
          cert_path: `${tls}/tls.crt`,
          private_key_path: `${tls}/tls.key`,
          client_cert_auth: true,
          ca_path: `${tls}/ca.crt`,
          min_version: "TLSv1_2",
          max_version: "TLSv1_3",
        },
      },
    ],
  };
}

/** Before anything else looks at the text, which may hold bytes that are no text at all. */
function mask(pattern: string): FluentdSection {
  return {
    type: "filter",
    argument: pattern,
    parameters: { "@type": "record_modifier" },
    sections: [
      { type: "record", parameters: { log: '${record["log"].to_s.scrub("?")}' } },
      ...maskingRules.map((rule) => ({ type: "replace", parameters: replacement(rule) })),
    ],
  };
}

function replacement({ pattern, ignoreCase }: MaskingRule) {
  const keeps = /(^|[^\\])\((?!\?)/.test(pattern);
  return {
    key: "log",
    expression: `/${ignoreCase ? "(?i)" : ""}${pattern}/`,
    replace: `${keeps ? "\\1" : ""}${masked}`,
  };
}

/** The platform's own stream, unless a namespace has an owner. */
function routes(streams: LogStream[]): FluentdSection[] {
  const owned = streams.filter(({ namespaces }) => namespaces.length > 0);
  const has = (name: string) => streams.some((stream) => stream.name === name);
  const audit = '"type":"(request|response)"';
  return [
    modify(collected, { [target]: platformStream }),
    ...owned.map(({ name, namespaces }) =>
      modify(namespaces.map((namespace) => `${tags.pods}.${namespace}.**`).join(" "), { [target]: name }),
    ),
    // Servers write both their own log and the audit log to their output.
    modify(`${tags.pods}.vault.**`, {
      [target]: `\${record["log"].match?(/${audit}/) ? "${auditStreams.vault}" : "${platformStream}"}`,
    }),
    ...(has(auditStreams.kubernetes) ? [modify(tags.apiServerAudit, { [target]: auditStreams.kubernetes })] : []),
  ];
}

/** From here on the tag names the data stream: an error without a tag would stop Fluentd. */
const retag: FluentdSection = {
  type: "match",
  argument: collected,
  parameters: { "@type": "rewrite_tag_filter" },
  sections: [{ type: "rule", parameters: { key: target, pattern: "/^(.+)$/", tag: "$1" } }],
};

function relabel(pattern: string, label: string): FluentdSection {
  return { type: "match", argument: pattern, parameters: { "@type": "relabel", "@label": label } };
}

function remove(field: string): FluentdSection {
  return { type: "filter", argument: "**", parameters: { "@type": "record_modifier", remove_keys: field } };
}

function modify(pattern: string, record: Record<string, string>): FluentdSection {
  return {
    type: "filter",
    argument: pattern,
    parameters: { "@type": "record_modifier" },
    sections: [{ type: "record", parameters: record }],
  };
}

/** JSON becomes fields below `json`, beside the text; other text stays as it is. */
const parse: FluentdSection = {
  type: "filter",
  argument: collected,
  parameters: {
    "@type": "parser",
    key_name: "log",
    reserve_data: true,
    reserve_time: true,
    hash_value_field: "json",
    emit_invalid_record_to_error: false,
  },
  sections: [{ type: "parse", parameters: { "@type": "json" } }],
};

/** The same log twice, such as after a lost acknowledgement, is stored once. */
const identify: FluentdSection = {
  type: "filter",
  argument: "**",
  parameters: {
    "@type": "elasticsearch_genid",
    hash_id_key: idField,
    use_record_as_seed: true,
    use_entire_record: true,
    include_tag_in_seed: true,
    include_time_in_seed: true,
    hash_type: "sha256",
  },
};

/**
 * Nothing is given up: while Elasticsearch does not take logs they wait on disk, and once the volume is full the
 * collectors are made to wait.
 * @param index name of the data stream
 * @param bufferGiB how much may wait; the rest of the volume is for chunks that are being written
 */
function elasticsearch(name: string, index: string, bufferGiB: number): FluentdSection {
  const { tls, elasticsearch: credentials } = aggregatorFolders;
  return {
    type: "match",
    argument: "**",
    parameters: {
      "@type": "elasticsearch",
      "@id": name,
      hosts: addresses.elasticsearch,
      ca_file: `${tls}/ca.crt`,
      user: platformUsers.writer,
      password: { file: `${credentials}/password` },
      index_name: index,
      write_operation: "create", // all that a data stream takes
      include_timestamp: true,
      suppress_type_name: true,
      id_key: idField, // which stays: a log without it would not be sent again, but dropped
      request_timeout: "60s",
      reconnect_on_error: true,
      reload_connections: false, // the Service is the one address
      verify_es_version_at_startup: false, // logs are taken before it runs
      default_elasticsearch_version: 9,
      // Without the default's es_rejected_execution_exception: that one says "later", and chunks would be thrown away.
      unrecoverable_error_types: "out_of_memory_error",
    },
    sections: [
      {
        type: "buffer",
        argument: "tag",
        parameters: {
          "@type": "file",
          chunk_limit_size: "8m",
          total_limit_size: `${Math.floor(bufferGiB * 1024)}m`,
          overflow_action: "block",
          flush_mode: "interval",
          flush_interval: "5s",
          flush_thread_count: 4,
          retry_type: "exponential_backoff",
          retry_max_interval: "60s",
          retry_forever: true,
        },
      },
    ],
  };
}
