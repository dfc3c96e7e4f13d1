import { lines, rate, stat, type Dashboard } from "./model";

export const metrics: Dashboard = {
  uid: "platform-metrics",
  title: "Prometheus and Alertmanager",
  rows: [
    {
      title: "Prometheus",
      panels: [
        lines("Series in memory", "short", ["max by (pod) (prometheus_tsdb_head_series)", "{{pod}}"]),
        lines("Samples", "ops", [`sum by (pod) (rate(prometheus_tsdb_head_samples_appended_total${rate}))`, "{{pod}}"]),
        lines("Rules that failed, in an hour", "short", [
          "sum by (pod, rule_group) (increase(prometheus_rule_evaluation_failures_total[1h])) > 0",
          "{{pod}} {{rule_group}}",
        ]),
        lines("Time of 90 % of queries", "s", [
          'max by (pod, slice) (prometheus_engine_query_duration_seconds{quantile="0.9"})',
          "{{pod}} {{slice}}",
        ]),
        lines("Size of the data", "bytes", ["max by (pod) (prometheus_tsdb_storage_blocks_bytes)", "{{pod}}"]),
        lines("Alerts that no Alertmanager took, in an hour", "short", [
          "sum by (pod) (increase(prometheus_notifications_dropped_total[1h]))",
          "{{pod}}",
        ]),
      ],
    },
    {
      title: "Alertmanager",
      panels: [
        stat("Members that see each other", "short", "min(alertmanager_cluster_members)"),
        stat("Alerts", "short", 'max(sum by (pod) (alertmanager_alerts{state="active"}))'),
        stat("Alerts that are silenced", "short", 'max(sum by (pod) (alertmanager_alerts{state="suppressed"}))'),
        lines(
          "Notifications in an hour, and failed ones",
          "short",
          ["sum by (integration) (increase(alertmanager_notifications_total[1h]))", "{{integration}}"],
          ["sum by (integration) (increase(alertmanager_notifications_failed_total[1h]))", "{{integration}} failed"],
        ),
      ],
    },
  ],
};

export const consoles: Dashboard = {
  uid: "platform-consoles",
  title: "Consoles",
  rows: [
    {
      title: "Proxies that ask people to sign in",
      panels: [
        lines("Requests by code", "reqps", [
          `sum by (pod, code) (rate(oauth2_proxy_requests_total${rate}))`,
          "{{pod}} {{code}}",
        ]),
        lines("Time of 95 % of answers", "s", [
          `histogram_quantile(0.95, sum by (le, pod) (rate(oauth2_proxy_response_duration_seconds_bucket${rate})))`,
          "{{pod}}",
        ]),
      ],
    },
    {
      title: "Grafana",
      panels: [
        lines("Requests by code", "reqps", [
          `sum by (status_code) (rate(grafana_http_request_duration_seconds_count${rate}))`,
          "{{status_code}}",
        ]),
        lines("Sign-ins in an hour", "short", ["sum(increase(grafana_api_login_oauth_total[1h]))", "single sign-on"]),
      ],
    },
  ],
};

export const logs: Dashboard = {
  uid: "platform-logs",
  title: "Logs",
  rows: [
    {
      title: "Collectors",
      panels: [
        lines("Lines read", "ops", [`sum by (name) (rate(fluentbit_input_records_total${rate}))`, "{{name}}"]),
        lines(
          "Retries, and lines given up, in an hour",
          "short",
          ["sum(increase(fluentbit_output_retries_total[1h]))", "retries"],
          ["sum(increase(fluentbit_output_dropped_records_total[1h]))", "given up"],
        ),
      ],
    },
    {
      title: "Elasticsearch",
      panels: [
        lines("Health", "short", ["max by (name, health) (elasticsearch_health) == 1", "{{name}} {{health}}"]),
        lines("Volumes: part that is used", "percentunit", [
          'kubelet_volume_stats_used_bytes{namespace="logging"} / kubelet_volume_stats_capacity_bytes{namespace="logging"}',
          "{{persistentvolumeclaim}}",
        ]),
      ],
    },
    {
      title: "Aggregators",
      panels: [
        lines("Buffer on disk", "bytes", ["sum by (pod) (fluentd_output_status_buffer_total_bytes)", "{{pod}}"]),
        lines("Chunks that wait", "short", ["sum by (pod) (fluentd_output_status_buffer_queue_length)", "{{pod}}"]),
        lines("Retries in an hour", "short", [
          "sum by (pod) (increase(fluentd_output_status_retry_count[1h]))",
          "{{pod}}",
        ]),
      ],
    },
  ],
};

export const cost: Dashboard = {
  uid: "platform-cost",
  title: "Cost",
  rows: [
    {
      title: "List prices",
      panels: [
        stat("Nodes, a month", "currencyUSD", "sum(node_total_hourly_cost) * 730"),
        stat(
          "Volumes, a month",
          "currencyUSD",
          "sum(pv_hourly_cost * on (persistentvolume) group_left kube_persistentvolume_capacity_bytes) / 1073741824 * 730",
        ),
        lines(
          "CPU and memory that namespaces have, a month",
          "currencyUSD",
          [
            "sum by (namespace) (container_cpu_allocation * on (node) group_left node_cpu_hourly_cost) * 730",
            "{{namespace}} CPU",
          ],
          [
            "sum by (namespace) (container_memory_allocation_bytes * on (node) group_left node_ram_hourly_cost) / 1073741824 * 730",
            "{{namespace}} memory",
          ],
        ),
      ],
    },
  ],
};
