import { lines, rate, stat, type Dashboard } from "./model";

/** Nodes, pods and volumes of the whole cluster. */
export const cluster: Dashboard = {
  uid: "platform-cluster",
  title: "Cluster",
  rows: [
    {
      title: "Now",
      panels: [
        stat("Nodes ready", "short", 'sum(kube_node_status_condition{condition="Ready",status="true"})'),
        stat("Pods running", "short", 'sum(kube_pod_status_phase{phase="Running"})'),
        stat("Pods pending", "short", 'sum(kube_pod_status_phase{phase="Pending"})'),
        stat("Alerts firing", "short", 'sum(ALERTS{alertstate="firing"})'),
      ],
    },
    {
      title: "Room",
      panels: [
        lines(
          "CPU: requested and used, of what nodes offer",
          "percentunit",
          [
            'sum(kube_pod_container_resource_requests{resource="cpu"}) / sum(kube_node_status_allocatable{resource="cpu"})',
            "requested",
          ],
          [
            `sum(rate(container_cpu_usage_seconds_total{container!=""}${rate})) / sum(kube_node_status_allocatable{resource="cpu"})`,
            "used",
          ],
        ),
        lines(
          "Memory: requested and used, of what nodes offer",
          "percentunit",
          [
            'sum(kube_pod_container_resource_requests{resource="memory"}) / sum(kube_node_status_allocatable{resource="memory"})',
            "requested",
          ],
          [
            'sum(container_memory_working_set_bytes{container!=""}) / sum(kube_node_status_allocatable{resource="memory"})',
            "used",
          ],
        ),
      ],
    },
    {
      title: "Workloads",
      panels: [
        lines("CPU by namespace", "short", [
          `topk(10, sum by (namespace) (rate(container_cpu_usage_seconds_total{container!=""}${rate})))`,
          "{{namespace}}",
        ]),
        lines("Memory by namespace", "bytes", [
          'topk(10, sum by (namespace) (container_memory_working_set_bytes{container!=""}))',
          "{{namespace}}",
        ]),
        lines("Restarts in an hour", "short", [
          "sum by (namespace, pod) (increase(kube_pod_container_status_restarts_total[1h])) > 0",
          "{{namespace}}/{{pod}}",
        ]),
        lines("Containers that wait, by reason", "short", [
          "sum by (reason) (kube_pod_container_status_waiting_reason)",
          "{{reason}}",
        ]),
        lines("Replicas that are missing", "short", [
          "sum by (namespace, deployment) (kube_deployment_status_replicas_unavailable) > 0",
          "{{namespace}}/{{deployment}}",
        ]),
        lines("Volumes: part that is used", "percentunit", [
          "topk(10, kubelet_volume_stats_used_bytes / kubelet_volume_stats_capacity_bytes)",
          "{{namespace}}/{{persistentvolumeclaim}}",
        ]),
      ],
    },
  ],
};

export const nodes: Dashboard = {
  uid: "platform-nodes",
  title: "Nodes",
  rows: [
    {
      title: "Each node",
      panels: [
        lines("CPU: part that is used", "percentunit", [
          `1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}${rate}))`,
          "{{instance}}",
        ]),
        lines("Memory: part that is used", "percentunit", [
          "1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
          "{{instance}}",
        ]),
        lines("Disk: part that is used", "percentunit", [
          'max by (instance, mountpoint) (1 - node_filesystem_avail_bytes{fstype!=""} / node_filesystem_size_bytes{fstype!=""})',
          "{{instance}} {{mountpoint}}",
        ]),
        lines("Disk: part of the time that it is busy", "percentunit", [
          `max by (instance) (rate(node_disk_io_time_seconds_total${rate}))`,
          "{{instance}}",
        ]),
        lines("Network: received", "Bps", [
          `sum by (instance) (rate(node_network_receive_bytes_total{device!="lo"}${rate}))`,
          "{{instance}}",
        ]),
        lines("Network: sent", "Bps", [
          `sum by (instance) (rate(node_network_transmit_bytes_total{device!="lo"}${rate}))`,
          "{{instance}}",
        ]),
        lines("Load of 5 minutes for each core", "short", [
          'node_load5 / on (instance) count by (instance) (node_cpu_seconds_total{mode="idle"})',
          "{{instance}}",
        ]),
        lines("Conditions other than ready", "short", [
          'sum by (node, condition) (kube_node_status_condition{condition!="Ready",status="true"}) > 0',
          "{{node}} {{condition}}",
        ]),
      ],
    },
  ],
};

export const controlPlane: Dashboard = {
  uid: "platform-control-plane",
  title: "Control plane and DNS",
  rows: [
    {
      title: "API server",
      panels: [
        lines("Requests by code", "reqps", [`sum by (code) (rate(apiserver_request_total${rate}))`, "{{code}}"]),
        lines("Errors of all requests", "percentunit", [
          `sum(rate(apiserver_request_total{code=~"5.."}${rate})) / sum(rate(apiserver_request_total${rate}))`,
          "5xx",
        ]),
        lines("Time of 99 % of requests", "s", [
          `histogram_quantile(0.99, sum by (le, verb) (rate(apiserver_request_duration_seconds_bucket{verb!~"WATCH|CONNECT"}${rate})))`,
          "{{verb}}",
        ]),
        lines("Requests under way", "short", [
          "sum by (request_kind) (apiserver_current_inflight_requests)",
          "{{request_kind}}",
        ]),
      ],
    },
    {
      title: "Cluster DNS",
      panels: [
        lines("Answers by result", "reqps", [`sum by (rcode) (rate(coredns_dns_responses_total${rate}))`, "{{rcode}}"]),
        lines("Time of 99 % of answers", "s", [
          `histogram_quantile(0.99, sum by (le) (rate(coredns_dns_request_duration_seconds_bucket${rate})))`,
          "all",
        ]),
      ],
    },
  ],
};

/** What all controllers export, whoever wrote them. */
export const controllers: Dashboard = {
  uid: "platform-controllers",
  title: "Controllers",
  rows: [
    {
      title: "Every part of the platform that is scraped",
      panels: [
        lines("Targets that do not answer", "short", ["count by (namespace, job) (up == 0)", "{{namespace}}/{{job}}"]),
        lines("Memory", "bytes", [
          "topk(15, sum by (namespace, job) (process_resident_memory_bytes))",
          "{{namespace}}/{{job}}",
        ]),
        lines("CPU", "short", [
          `topk(15, sum by (namespace, job) (rate(process_cpu_seconds_total${rate})))`,
          "{{namespace}}/{{job}}",
        ]),
        lines("Work that waits", "short", [
          "topk(15, sum by (namespace, job, name) (workqueue_depth)) > 0",
          "{{namespace}}/{{job}} {{name}}",
        ]),
        lines("Requests to the API server that failed", "reqps", [
          `sum by (namespace, job, code) (rate(rest_client_requests_total{code=~"4..|5.."}${rate})) > 0`,
          "{{namespace}}/{{job}} {{code}}",
        ]),
      ],
    },
  ],
};

export const autoscaler: Dashboard = {
  uid: "platform-autoscaler",
  title: "Cluster autoscaler",
  rows: [
    {
      title: "Nodes come and go",
      panels: [
        lines("Nodes by state", "short", ["sum by (state) (cluster_autoscaler_nodes_count)", "{{state}}"]),
        lines("Pods without a place", "short", [
          "sum by (type) (cluster_autoscaler_unschedulable_pods_count)",
          "{{type}}",
        ]),
        lines(
          "Nodes added and removed in an hour",
          "short",
          ["sum(increase(cluster_autoscaler_scaled_up_nodes_total[1h]))", "added"],
          ["sum(increase(cluster_autoscaler_scaled_down_nodes_total[1h]))", "removed"],
        ),
        lines("Failures in an hour", "short", [
          "sum by (reason) (increase(cluster_autoscaler_failed_scale_ups_total[1h]))",
          "{{reason}}",
        ]),
      ],
    },
  ],
};
