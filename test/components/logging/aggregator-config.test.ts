import { describe, expect, it } from "vitest";
import { aggregatorConfig } from "../../../components/logging/aggregator-config";
import { fluentdConfig } from "../../../components/logging/fluentd-syntax";
import type { LogStream } from "../../../components/logging/streams";

const streams: LogStream[] = [
  { name: "logs.environment.production", retentionDays: 30, namespaces: ["production"] },
  { name: "logs.team.payments.production", retentionDays: 30, namespaces: ["payments", "payments-jobs"] },
  { name: "logs.platform", retentionDays: 30, namespaces: [] },
];
const config = aggregatorConfig({ streams, bufferGiB: 20 });

/** The text of one label, without the rules for masking, which have a test of their own. */
function label(name: string, given = config): string {
  const text = new RegExp(`<label ${name}>\n(.*?)</label>`, "s").exec(given)?.[1] ?? "";
  return text.replace(/ {4}<replace>.*?<\/replace>\n/gs, "");
}

describe("Fluentd's syntax", () => {
  it("quotes what is no plain word, so that nothing in it is evaluated", () => {
    const parameters = { plain: "a.b/c", text: "it's a \\ #{x}", number: 1, flag: true };
    expect(fluentdConfig([{ type: "match", argument: "**", parameters }])).toBe(
      "<match **>\n  plain a.b/c\n  text 'it\\'s a \\\\ #{x}'\n  number 1\n  flag true\n</match>\n",
    );
  });

  it("names the file of a secret, and not the secret", () => {
    expect(fluentdConfig([{ type: "match", parameters: { password: { file: "/secrets/password" } } }])).toBe(
      "<match>\n  password \"#{File.read('/secrets/password').strip}\"\n</match>\n",
    );
  });
});

describe("the aggregators", () => {
  it("take logs by TLS from who has a certificate of ours", () => {
    expect(/<source>\n {2}@type forward\n(.*?)<\/source>/s.exec(config)![0]).toBe(`<source>
  @type forward
  @id collectors
  @label @LOGS
  port 24224
  bind 0.0.0.0
  <transport tls>
    cert_path /fluentd/tls/tls.crt
    private_key_path /fluentd/tls/tls.key
    client_cert_auth true
    ca_path /fluentd/tls/ca.crt
    min_version TLSv1_2
    max_version TLSv1_3
  </transport>
</source>`);
  });

  it("mask, then choose the stream by the namespace in the tag, whatever the log says", () => {
    expect(label("@LOGS")).toBe(`  <filter kube.** audit.kubernetes>
    @type record_modifier
    <record>
      log '\${record["log"].to_s.scrub("?")}'
    </record>
  </filter>
  <filter kube.** audit.kubernetes>
    @type record_modifier
    <record>
      target logs.platform
    </record>
  </filter>
  <filter kube.production.**>
    @type record_modifier
    <record>
      target logs.environment.production
    </record>
  </filter>
  <filter kube.payments.** kube.payments-jobs.**>
    @type record_modifier
    <record>
      target logs.team.payments.production
    </record>
  </filter>
  <filter kube.vault.**>
    @type record_modifier
    <record>
      target '\${record["log"].match?(/"type":"(request|response)"/) ? "logs.audit.vault" : "logs.platform"}'
    </record>
  </filter>
  <filter kube.** audit.kubernetes>
    @type parser
    key_name log
    reserve_data true
    reserve_time true
    hash_value_field json
    emit_invalid_record_to_error false
    <parse>
      @type json
    </parse>
  </filter>
  <filter **>
    @type elasticsearch_genid
    hash_id_key _hash
    use_record_as_seed true
    use_entire_record true
    include_tag_in_seed true
    include_time_in_seed true
    hash_type sha256
  </filter>
  <match kube.** audit.kubernetes>
    @type rewrite_tag_filter
    <rule>
      key target
      pattern '/^(.+)$/'
      tag '$1'
    </rule>
  </match>
  <match logs.**>
    @type relabel
    @label @STORE
  </match>
`);
  });

  it("keep logs on disk until Elasticsearch has them, and then make the collectors wait", () => {
    expect(label("@STORE")).toBe(`  <filter **>
    @type record_modifier
    remove_keys target
  </filter>
  <match **>
    @type elasticsearch
    @id elasticsearch
    hosts https://logs-es-http.logging.svc:9200
    ca_file /fluentd/tls/ca.crt
    user fluentd
    password "#{File.read('/fluentd/elasticsearch/password').strip}"
    index_name '\${tag}'
    write_operation create
    include_timestamp true
    suppress_type_name true
    id_key _hash
    request_timeout 60s
    reconnect_on_error true
    reload_connections false
    verify_es_version_at_startup false
    default_elasticsearch_version 9
    unrecoverable_error_types out_of_memory_error
    <buffer tag>
      @type file
      chunk_limit_size 8m
      total_limit_size 14336m
      overflow_action block
      flush_mode interval
      flush_interval 5s
      flush_thread_count 4
      retry_type exponential_backoff
      retry_max_interval 60s
      retry_forever true
    </buffer>
  </match>
`);
  });

  it("store what Elasticsearch refuses as masked text, in a stream of its own", () => {
    const refused = label("@ERROR");
    expect(refused).toContain("    whitelist_keys 'log,stream,kubernetes'\n");
    expect(refused).toContain("    index_name logs.rejected\n");
    expect(refused).toContain("      total_limit_size 2048m\n");
    const rules = (name: string) => new RegExp(`<label ${name}>.*?</label>`, "s").exec(config)![0].match(/<replace>/g);
    expect(rules("@ERROR")).toEqual(rules("@LOGS"));
  });

  it("have a stream for the API server's audit log where that is read", () => {
    const audit = { name: "logs.audit.kubernetes", retentionDays: 365, namespaces: [] };
    const given = aggregatorConfig({ streams: [...streams, audit], bufferGiB: 20 });
    expect(label("@LOGS", given)).toContain(
      "  <filter audit.kubernetes>\n    @type record_modifier\n    <record>\n      target logs.audit.kubernetes\n",
    );
    expect(config).not.toContain("target logs.audit.kubernetes");
  });
});
