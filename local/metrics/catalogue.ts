/** What one component exports. */
export interface Exporter {
  component: string;
  /** Version whose source or documentation has the names. */
  version: string;
  source: string;
  /** Counters, gauges and what else has one series for each set of labels. */
  metrics: string[];
  /** Exported as `_bucket`, `_sum` and `_count`. @default none */
  histograms?: string[];
  /** Exported with a label `quantile`, and as `_sum` and `_count`. @default none */
  summaries?: string[];
}

/**
 * Metrics that dashboards and rules may name: those of the versions that src/versions.ts pins, as far as something names
 * them. A new query that names another fails a test until somebody has looked it up and put it here.
 */
export const catalogue: readonly Exporter[] = [
  {
    component: "Prometheus, of every target and of its rules",
    version: "3.14.0",
    source: "https://prometheus.io/docs/concepts/jobs_instances/",
    metrics: ["up", "ALERTS"],
  },
  {
    component: "Prometheus client libraries, and client-go",
    version: "Kubernetes 1.35",
    source: "https://github.com/prometheus/client_golang, k8s.io/component-base/metrics/prometheus",
    metrics: [
      "process_cpu_seconds_total",
      "process_resident_memory_bytes",
      "rest_client_requests_total",
      "workqueue_depth",
    ],
  },
  {
    component: "kube-apiserver",
    version: "1.35",
    source: "https://kubernetes.io/docs/reference/instrumentation/metrics/",
    metrics: ["apiserver_current_inflight_requests", "apiserver_request_total"],
    histograms: ["apiserver_request_duration_seconds"],
  },
  {
    component: "kubelet and cAdvisor",
    version: "1.35",
    source: "https://kubernetes.io/docs/reference/instrumentation/metrics/",
    metrics: [
      "container_cpu_cfs_periods_total",
      "container_cpu_cfs_throttled_periods_total",
      "container_cpu_usage_seconds_total",
      "container_memory_working_set_bytes",
      "kubelet_volume_stats_available_bytes",
      "kubelet_volume_stats_capacity_bytes",
      "kubelet_volume_stats_used_bytes",
    ],
  },
  {
    component: "kube-state-metrics",
    version: "2.20.0",
    source: "https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics",
    metrics: [
      "kube_daemonset_status_desired_number_scheduled",
      "kube_daemonset_status_number_available",
      "kube_deployment_spec_replicas",
      "kube_deployment_status_replicas_available",
      "kube_deployment_status_replicas_unavailable",
      "kube_job_failed",
      "kube_node_status_allocatable",
      "kube_node_status_condition",
      "kube_persistentvolume_capacity_bytes",
      "kube_pod_container_resource_limits",
      "kube_pod_container_resource_requests",
      "kube_pod_container_status_restarts_total",
      "kube_pod_container_status_waiting_reason",
      "kube_pod_status_phase",
      "kube_pod_status_ready",
      "kube_resourcequota",
      "kube_statefulset_replicas",
      "kube_statefulset_status_replicas_ready",
    ],
  },
  {
    component: "kube-state-metrics, of custom resources",
    version: "2.20.0",
    source: "components/alerts/state-metrics.ts",
    metrics: ["elasticsearch_health", "gotk_resource_info"],
  },
  {
    component: "Kyverno",
    version: "1.19.1",
    source: "https://github.com/kyverno/kyverno/blob/v1.19.1/pkg/metrics/ivpol.go",
    metrics: ["kyverno_image_validating_policy_results_total"],
  },
  {
    component: "node-exporter",
    version: "1.12.1",
    source: "https://github.com/prometheus/node_exporter/tree/master/collector",
    metrics: [
      "node_cpu_seconds_total",
      "node_disk_io_time_seconds_total",
      "node_filesystem_avail_bytes",
      "node_filesystem_size_bytes",
      "node_load5",
      "node_memory_MemAvailable_bytes",
      "node_memory_MemTotal_bytes",
      "node_network_receive_bytes_total",
      "node_network_transmit_bytes_total",
      "node_uname_info",
    ],
  },
  {
    component: "CoreDNS",
    version: "1.13",
    source: "https://coredns.io/plugins/metrics/",
    metrics: ["coredns_dns_responses_total"],
    histograms: ["coredns_dns_request_duration_seconds"],
  },
  {
    component: "cluster-autoscaler",
    version: "1.35.0",
    source: "https://github.com/kubernetes/autoscaler/blob/master/cluster-autoscaler/proposals/metrics.md",
    metrics: [
      "cluster_autoscaler_failed_scale_ups_total",
      "cluster_autoscaler_nodes_count",
      "cluster_autoscaler_scaled_down_nodes_total",
      "cluster_autoscaler_scaled_up_nodes_total",
      "cluster_autoscaler_unschedulable_pods_count",
    ],
  },
  {
    component: "F5 NGINX Ingress Controller, with latency metrics",
    version: "5.5.4",
    source: "https://docs.nginx.com/nginx-ingress-controller/logging-and-monitoring/prometheus/",
    metrics: [
      "nginx_ingress_controller_ingress_resources_total",
      "nginx_ingress_controller_nginx_last_reload_status",
      "nginx_ingress_controller_nginx_reload_errors_total",
      "nginx_ingress_controller_nginx_reloads_total",
      "nginx_ingress_nginx_connections_active",
      "nginx_ingress_nginx_http_requests_total",
    ],
    histograms: ["nginx_ingress_controller_upstream_server_response_latency_ms"],
  },
  {
    component: "cert-manager",
    version: "v1.21.1",
    source: "https://github.com/cert-manager/cert-manager/tree/v1.21.1/pkg/metrics",
    metrics: [
      "certmanager_certificate_expiration_timestamp_seconds",
      "certmanager_certificate_ready_status",
      "certmanager_controller_sync_call_count",
      "certmanager_controller_sync_error_count",
    ],
  },
  {
    component: "external-dns",
    version: "0.21.0",
    source: "https://kubernetes-sigs.github.io/external-dns/latest/docs/monitoring/metrics/",
    metrics: [
      "external_dns_controller_last_sync_timestamp_seconds",
      "external_dns_registry_endpoints_total",
      "external_dns_registry_errors_total",
      "external_dns_source_endpoints_total",
      "external_dns_source_errors_total",
    ],
  },
  {
    component: "External Secrets",
    version: "v2.9.0",
    source: "https://external-secrets.io/latest/api/metrics/",
    metrics: [
      "externalsecret_provider_api_calls_count",
      "externalsecret_status_condition",
      "externalsecret_sync_calls_error",
      "externalsecret_sync_calls_total",
    ],
  },
  {
    component: "Istio: ztunnel, waypoints and istiod",
    version: "1.31.0",
    source:
      "https://istio.io/latest/docs/reference/config/metrics/, https://istio.io/latest/docs/reference/commands/pilot-discovery/",
    metrics: [
      "istio_requests_total",
      "istio_tcp_connections_opened_total",
      "istio_tcp_sent_bytes_total",
      "pilot_total_xds_rejects",
      "pilot_xds",
    ],
    histograms: ["istio_request_duration_milliseconds", "pilot_proxy_convergence_time"],
  },
  {
    component: "OpenBao, Vault",
    version: "2.7.2",
    source: "/v1/sys/metrics of the program",
    metrics: [
      "vault_audit_log_request_failure",
      "vault_core_active",
      "vault_core_unsealed",
      "vault_expire_num_leases",
      "vault_runtime_alloc_bytes",
    ],
    summaries: ["vault_core_handle_login_request", "vault_core_handle_request"],
  },
  {
    component: "Ceph: manager and exporter",
    version: "v20.2.4",
    source: "https://docs.ceph.com/en/tentacle/mgr/prometheus/",
    metrics: [
      "ceph_cluster_total_bytes",
      "ceph_cluster_total_used_bytes",
      "ceph_cluster_total_used_raw_bytes",
      "ceph_health_status",
      "ceph_osd_in",
      "ceph_osd_op_r",
      "ceph_osd_op_r_out_bytes",
      "ceph_osd_op_w",
      "ceph_osd_op_w_in_bytes",
      "ceph_osd_up",
      "ceph_pg_degraded",
      "ceph_pg_undersized",
      "ceph_pool_metadata",
      "ceph_pool_percent_used",
    ],
  },
  {
    component: "Velero",
    version: "1.18.1",
    source: "https://github.com/vmware-tanzu/velero/blob/v1.18.1/pkg/metrics/metrics.go",
    metrics: [
      "velero_backup_failure_total",
      "velero_backup_last_successful_timestamp",
      "velero_backup_location_status_gauge",
      "velero_backup_partial_failure_total",
      "velero_backup_tarball_size_bytes",
      "velero_backup_total",
    ],
  },
  {
    component: "Prometheus",
    version: "3.14.0",
    source: "https://github.com/prometheus/prometheus/tree/v3.14.0",
    metrics: [
      "prometheus_notifications_dropped_total",
      "prometheus_rule_evaluation_failures_total",
      "prometheus_tsdb_compactions_failed_total",
      "prometheus_tsdb_head_samples_appended_total",
      "prometheus_tsdb_head_series",
      "prometheus_tsdb_storage_blocks_bytes",
    ],
    summaries: ["prometheus_engine_query_duration_seconds"],
  },
  {
    component: "Alertmanager",
    version: "0.34.0",
    source: "https://github.com/prometheus/alertmanager/tree/v0.34.0",
    metrics: [
      "alertmanager_alerts",
      "alertmanager_cluster_members",
      "alertmanager_notifications_failed_total",
      "alertmanager_notifications_total",
    ],
  },
  {
    component: "Grafana",
    version: "13.2.0",
    source: "https://github.com/grafana/grafana/blob/main/pkg/infra/metrics/metrics.go",
    metrics: ["grafana_api_login_oauth_total"],
    histograms: ["grafana_http_request_duration_seconds"],
  },
  {
    component: "oauth2-proxy",
    version: "7.15.6",
    source: "/metrics of the program",
    metrics: ["oauth2_proxy_requests_total"],
    histograms: ["oauth2_proxy_response_duration_seconds"],
  },
  {
    component: "Fluent Bit",
    version: "5.1.1",
    source: "https://docs.fluentbit.io/manual/administration/monitoring",
    metrics: [
      "fluentbit_input_records_total",
      "fluentbit_output_dropped_records_total",
      "fluentbit_output_retries_total",
    ],
  },
  {
    component: "Fluentd, plugin prometheus",
    version: "2.2",
    source: "https://github.com/fluent/fluent-plugin-prometheus",
    metrics: [
      "fluentd_output_status_buffer_queue_length",
      "fluentd_output_status_buffer_total_bytes",
      "fluentd_output_status_retry_count",
    ],
  },
  {
    component: "OpenCost",
    version: "1.120.1",
    source: "https://opencost.io/docs/integrations/opencost-exporter",
    metrics: [
      "container_cpu_allocation",
      "container_memory_allocation_bytes",
      "node_cpu_hourly_cost",
      "node_ram_hourly_cost",
      "node_total_hourly_cost",
      "pod_pvc_allocation",
      "pv_hourly_cost",
    ],
  },
];

/** Every name that may stand in a query. */
export function exportedNames(exporters: readonly Exporter[] = catalogue): Set<string> {
  const parts = (names: string[] = [], ...endings: string[]) =>
    names.flatMap((name) => endings.map((ending) => `${name}${ending}`));
  return new Set(
    exporters.flatMap(({ metrics, histograms, summaries }) => [
      ...metrics,
      ...parts(histograms, "_bucket", "_sum", "_count"),
      ...parts(summaries, "", "_sum", "_count"),
    ]),
  );
}
