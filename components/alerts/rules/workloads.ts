import type { Alert, RuleGroup } from "../rule";

export interface WorkloadThresholds {
  cpuThrottledPercent: number;
  memoryPercent: number;
  volumePercent: number;
  volumeCriticalPercent: number;
  quotaPercent: number;
  restartsPerHour: number;
  pendingMinutes: number;
  unavailableMinutes: number;
}

const container = "{{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }}";

const perContainer = "by (namespace, pod, container)";
const throttled = `100 * sum ${perContainer} (rate(container_cpu_cfs_throttled_periods_total{container!=""}[10m])) / sum ${perContainer} (rate(container_cpu_cfs_periods_total{container!=""}[10m]))`;
const memory = `100 * max ${perContainer} (container_memory_working_set_bytes{container!=""}) / max ${perContainer} (kube_pod_container_resource_limits{resource="memory"})`;
const volume = `100 * (1 - max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_available_bytes) / max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes))`;
const quota = `100 * max by (namespace, resourcequota, resource) (kube_resourcequota{type="used"}) / (max by (namespace, resourcequota, resource) (kube_resourcequota{type="hard"}) > 0)`;

/** The kinds that keep pods, with how many they want and how many of these are ready. */
const kinds = [
  ["Deployment", "deployment", "kube_deployment_spec_replicas", "kube_deployment_status_replicas_available"],
  ["StatefulSet", "statefulset", "kube_statefulset_replicas", "kube_statefulset_status_replicas_ready"],
  [
    "DaemonSet",
    "daemonset",
    "kube_daemonset_status_desired_number_scheduled",
    "kube_daemonset_status_number_available",
  ],
] as const;

/** Workloads for which `condition` holds of wanted and ready pods, with the label `workload`. */
function workloads(condition: (wanted: string, ready: string) => string): string {
  return kinds
    .map(([kind, label, wanted, ready]) => {
      const of = (metric: string) => `max by (namespace, ${label}) (${metric})`;
      return `label_replace(${condition(of(wanted), of(ready))}, "workload", "${kind}/$1", "${label}", "(.+)")`;
    })
    .join(" or ");
}

export function workloadRules(given: WorkloadThresholds): RuleGroup {
  const filling = (severity: Alert["severity"], percent: number): Alert => ({
    alert: "VolumeFilling",
    severity,
    owner: "team",
    expr: `${volume} > ${percent}`,
    forMinutes: 5,
    summary: "Volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is {{ $value | humanize }} % full",
    description: `It is above ${percent} %. Writes fail once it is full.`,
  });
  return {
    name: "workloads",
    rules: [
      {
        alert: "ContainerCpuThrottled",
        severity: "warning",
        owner: "team",
        expr: `${throttled} > ${given.cpuThrottledPercent}`,
        forMinutes: 30,
        summary: `Container ${container} waits for CPU {{ $value | humanize }} % of the time`,
        description: `Its CPU limit has held it back in more than ${given.cpuThrottledPercent} % of all periods for 30 minutes.`,
      },
      {
        alert: "ContainerMemoryHigh",
        severity: "warning",
        owner: "team",
        expr: `${memory} > ${given.memoryPercent}`,
        forMinutes: 15,
        summary: `Container ${container} uses {{ $value | humanize }} % of its memory limit`,
        description: `It has been above ${given.memoryPercent} % for 15 minutes, and is killed at 100 %.`,
      },
      {
        alert: "ContainerRestarting",
        severity: "warning",
        owner: "team",
        expr: `max ${perContainer} (increase(kube_pod_container_status_restarts_total[1h])) > ${given.restartsPerHour}`,
        forMinutes: 0,
        summary: `Container ${container} restarted {{ $value | humanize }} times within an hour`,
        description: `More than ${given.restartsPerHour} restarts an hour are a loop: it ends soon after each start.`,
      },
      {
        alert: "PodPending",
        severity: "warning",
        owner: "team",
        expr: `max by (namespace, pod) (kube_pod_status_phase{phase="Pending"}) > 0`,
        forMinutes: given.pendingMinutes,
        summary: "Pod {{ $labels.namespace }}/{{ $labels.pod }} does not start",
        description: `It has waited for a node, a volume or an image for ${given.pendingMinutes} minutes.`,
      },
      {
        alert: "WorkloadUnavailable",
        severity: "warning",
        owner: "team",
        expr: workloads((wanted, ready) => `${wanted} - ${ready} > 0`),
        forMinutes: given.unavailableMinutes,
        summary: "{{ $labels.workload }} in {{ $labels.namespace }} lacks {{ $value }} ready pods",
        description: `It has had fewer ready pods than it wants for ${given.unavailableMinutes} minutes.`,
      },
      {
        alert: "WorkloadUnavailable",
        severity: "critical",
        owner: "team",
        expr: workloads((wanted, ready) => `${wanted} > 0 and ${ready} == 0`),
        forMinutes: Math.ceil(given.unavailableMinutes / 3),
        summary: "{{ $labels.workload }} in {{ $labels.namespace }} has no ready pod",
        description: `Of {{ $value }} wanted pods none has been ready for ${Math.ceil(given.unavailableMinutes / 3)} minutes.`,
      },
      {
        alert: "JobFailed",
        severity: "warning",
        owner: "team",
        expr: `max by (namespace, job_name) (kube_job_failed{condition="true"}) > 0`,
        forMinutes: 5,
        summary: "Job {{ $labels.namespace }}/{{ $labels.job_name }} failed",
        description: "It has used up all its attempts. The alert ends when the Job is deleted.",
      },
      filling("warning", given.volumePercent),
      filling("critical", given.volumeCriticalPercent),
      {
        alert: "QuotaNearlyUsed",
        severity: "warning",
        owner: "team",
        expr: `${quota} > ${given.quotaPercent}`,
        forMinutes: 15,
        summary: "Namespace {{ $labels.namespace }} uses {{ $value | humanize }} % of its {{ $labels.resource }}",
        description: `It has been above ${given.quotaPercent} % of its quota for 15 minutes: new pods are refused at 100 %.`,
      },
    ],
  };
}
