import { lines, rate, stat, type Dashboard } from "./model";

export const ingress: Dashboard = {
  uid: "platform-ingress",
  title: "Traffic from outside",
  rows: [
    {
      title: "Published hosts",
      panels: [
        lines("Requests by host", "reqps", [
          `sum by (resource_namespace, resource_name) (rate(nginx_ingress_controller_upstream_server_response_latency_ms_count${rate}))`,
          "{{resource_namespace}}/{{resource_name}}",
        ]),
        lines("Errors (5xx) of all requests", "percentunit", [
          `sum by (resource_namespace, resource_name) (rate(nginx_ingress_controller_upstream_server_response_latency_ms_count{code=~"5.."}${rate})) / sum by (resource_namespace, resource_name) (rate(nginx_ingress_controller_upstream_server_response_latency_ms_count${rate}))`,
          "{{resource_namespace}}/{{resource_name}}",
        ]),
        lines("Time of 95 % of answers", "ms", [
          `histogram_quantile(0.95, sum by (le, resource_namespace, resource_name) (rate(nginx_ingress_controller_upstream_server_response_latency_ms_bucket${rate})))`,
          "{{resource_namespace}}/{{resource_name}}",
        ]),
      ],
    },
    {
      title: "The controllers",
      panels: [
        lines("Connections", "short", ["sum by (class) (nginx_ingress_nginx_connections_active)", "{{class}}"]),
        lines("Requests", "reqps", [
          `sum by (class) (rate(nginx_ingress_nginx_http_requests_total${rate}))`,
          "{{class}}",
        ]),
        lines("Ingresses", "short", [
          "max by (class, type) (nginx_ingress_controller_ingress_resources_total)",
          "{{class}} {{type}}",
        ]),
        lines(
          "Reloads in an hour, and failed ones",
          "short",
          ["sum by (class) (increase(nginx_ingress_controller_nginx_reloads_total[1h]))", "{{class}}"],
          ["sum by (class) (increase(nginx_ingress_controller_nginx_reload_errors_total[1h]))", "{{class}} failed"],
        ),
      ],
    },
  ],
};

export const certificates: Dashboard = {
  uid: "platform-certificates",
  title: "Certificates",
  rows: [
    {
      title: "Now",
      panels: [
        stat("Certificates", "short", "count(certmanager_certificate_expiration_timestamp_seconds)"),
        stat("Not ready", "short", 'sum(certmanager_certificate_ready_status{condition!="True"}) or vector(0)'),
        stat("First one ends in", "s", "min(certmanager_certificate_expiration_timestamp_seconds) - time()"),
      ],
    },
    {
      title: "cert-manager",
      panels: [
        lines("Time until they end: the ten shortest", "s", [
          "bottomk(10, certmanager_certificate_expiration_timestamp_seconds - time())",
          "{{namespace}}/{{name}}",
        ]),
        lines("Not ready", "short", [
          'certmanager_certificate_ready_status{condition!="True"} == 1',
          "{{namespace}}/{{name}}",
        ]),
        lines("Work of its controllers", "ops", [
          `sum by (controller) (rate(certmanager_controller_sync_call_count${rate}))`,
          "{{controller}}",
        ]),
        lines("Failures of its controllers", "ops", [
          `sum by (controller) (rate(certmanager_controller_sync_error_count${rate}))`,
          "{{controller}}",
        ]),
      ],
    },
  ],
};

export const dns: Dashboard = {
  uid: "platform-dns",
  title: "DNS records",
  rows: [
    {
      title: "external-dns",
      panels: [
        stat("Last synchronised", "s", "time() - max(external_dns_controller_last_sync_timestamp_seconds)"),
        lines(
          "Records",
          "short",
          ["sum(external_dns_source_endpoints_total)", "wanted"],
          ["sum(external_dns_registry_endpoints_total)", "in the zones"],
        ),
        lines(
          "Failures in an hour",
          "short",
          ["sum(increase(external_dns_source_errors_total[1h]))", "reading Ingresses"],
          ["sum(increase(external_dns_registry_errors_total[1h]))", "writing records"],
        ),
      ],
    },
  ],
};

export const mesh: Dashboard = {
  uid: "platform-mesh",
  title: "Mesh",
  rows: [
    {
      title: "Connections between pods (ztunnel)",
      panels: [
        lines("Opened, by namespace that is called", "ops", [
          `sum by (destination_workload_namespace) (rate(istio_tcp_connections_opened_total${rate}))`,
          "{{destination_workload_namespace}}",
        ]),
        lines("Data sent, by namespace that sends", "Bps", [
          `sum by (source_workload_namespace) (rate(istio_tcp_sent_bytes_total${rate}))`,
          "{{source_workload_namespace}}",
        ]),
        lines("Connections that are not mutual TLS", "ops", [
          `sum by (destination_workload_namespace) (rate(istio_tcp_connections_opened_total{connection_security_policy!="mutual_tls"}${rate})) > 0`,
          "{{destination_workload_namespace}}",
        ]),
      ],
    },
    {
      title: "Requests through waypoints",
      panels: [
        lines("Requests by code", "reqps", [
          `sum by (destination_workload_namespace, response_code) (rate(istio_requests_total${rate}))`,
          "{{destination_workload_namespace}} {{response_code}}",
        ]),
        lines("Time of 95 % of answers", "ms", [
          `histogram_quantile(0.95, sum by (le, destination_workload_namespace) (rate(istio_request_duration_milliseconds_bucket${rate})))`,
          "{{destination_workload_namespace}}",
        ]),
      ],
    },
    {
      title: "istiod",
      panels: [
        lines("Time until 95 % of proxies know a change", "s", [
          `histogram_quantile(0.95, sum by (le) (rate(pilot_proxy_convergence_time_bucket${rate})))`,
          "all",
        ]),
        lines("Proxies", "short", ["sum(pilot_xds)", "connected"]),
        lines("Configurations that proxies refused, in an hour", "short", [
          "sum(increase(pilot_total_xds_rejects[1h]))",
          "refused",
        ]),
      ],
    },
  ],
};
