import { createHash } from "node:crypto";
import { lines, rate, stat, type Dashboard } from "./model";

/** A team with namespaces. */
export interface DashboardTeam {
  name: string;
  namespaces: string[];
}

/** Of a team's folder, and beginning of those of its dashboards: Grafana takes at most 40 characters. */
export function teamUid(name: string): string {
  const uid = `team-${name}`;
  if (uid.length <= 31) return uid;
  return `${uid.slice(0, 22)}-${createHash("sha256").update(name).digest("hex").slice(0, 8)}`;
}

/** What a team looks at first: its workloads, hosts, volumes and alerts, and what is left of its quota. */
export function teamOverview({ name, namespaces }: DashboardTeam): Dashboard {
  const its = `namespace=~"${namespaces.join("|")}"`;
  const published = `resource_namespace=~"${namespaces.join("|")}"`;
  const count = "nginx_ingress_controller_upstream_server_response_latency_ms_count";
  const quota = (resource: string) =>
    `max by (namespace) (kube_resourcequota{${its},resource="${resource}",type="used"}) / max by (namespace) (kube_resourcequota{${its},resource="${resource}",type="hard"})`;
  return {
    uid: `${teamUid(name)}-overview`,
    title: `Overview of ${name}`,
    rows: [
      {
        title: "Now",
        panels: [
          stat("Pods running", "short", `sum(kube_pod_status_phase{${its},phase="Running"})`),
          stat("Pods pending or failed", "short", `sum(kube_pod_status_phase{${its},phase=~"Pending|Failed"})`),
          stat("Restarts in a day", "short", `sum(increase(kube_pod_container_status_restarts_total{${its}}[1d]))`),
          stat("Alerts firing", "short", `sum(ALERTS{team="${name}",alertstate="firing"}) or vector(0)`),
        ],
      },
      {
        title: "Published hosts",
        panels: [
          lines("Requests", "reqps", [
            `sum by (resource_name) (rate(${count}{${published}}${rate}))`,
            "{{resource_name}}",
          ]),
          lines("Errors (5xx) of all requests", "percentunit", [
            `sum by (resource_name) (rate(${count}{${published},code=~"5.."}${rate})) / sum by (resource_name) (rate(${count}{${published}}${rate}))`,
            "{{resource_name}}",
          ]),
          lines("Time of 95 % of answers", "ms", [
            `histogram_quantile(0.95, sum by (le, resource_name) (rate(nginx_ingress_controller_upstream_server_response_latency_ms_bucket{${published}}${rate})))`,
            "{{resource_name}}",
          ]),
          lines("Time until certificates end", "s", [
            `certmanager_certificate_expiration_timestamp_seconds{${its}} - time()`,
            "{{name}}",
          ]),
        ],
      },
      {
        title: "Workloads",
        panels: [
          lines("CPU", "short", [
            `sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{${its},container!=""}${rate}))`,
            "{{namespace}}/{{pod}}",
          ]),
          lines("Memory", "bytes", [
            `sum by (namespace, pod) (container_memory_working_set_bytes{${its},container!=""})`,
            "{{namespace}}/{{pod}}",
          ]),
          lines("Part of the time that CPU is throttled", "percentunit", [
            `sum by (namespace, pod) (rate(container_cpu_cfs_throttled_periods_total{${its}}${rate})) / sum by (namespace, pod) (rate(container_cpu_cfs_periods_total{${its}}${rate}))`,
            "{{namespace}}/{{pod}}",
          ]),
          lines("Containers that wait, by reason", "short", [
            `sum by (namespace, pod, reason) (kube_pod_container_status_waiting_reason{${its}}) > 0`,
            "{{namespace}}/{{pod}} {{reason}}",
          ]),
        ],
      },
      {
        title: "Room",
        panels: [
          lines(
            "Quota: part that is used",
            "percentunit",
            [quota("requests.cpu"), "{{namespace}} CPU"],
            [quota("requests.memory"), "{{namespace}} memory"],
          ),
          lines("Volumes: part that is used", "percentunit", [
            `kubelet_volume_stats_used_bytes{${its}} / kubelet_volume_stats_capacity_bytes{${its}}`,
            "{{namespace}}/{{persistentvolumeclaim}}",
          ]),
        ],
      },
    ],
  };
}
