import type { Thresholds } from "../../../components/alerts/rules";

/** A series and its values, as promtool writes them. */
export type Series = [series: string, values: string];

/** Series that make one alert fire, or just not. */
export interface AlertCase {
  /** What is tried. */
  what: string;
  alert: string;
  severity: "critical" | "warning" | "none";
  owner: "platform" | "team";
  /** The alert's other labels. */
  labels: Record<string, string>;
  series: Series[];
  /** When it is looked at (minutes after the first sample). */
  atMinutes: number;
  /** Between two samples. @default 1 */
  intervalMinutes?: number;
  fires: boolean;
}

/** Length of all series: longer than the longest that a case takes. */
const samples = 1800;

const constant = (value: number) => `${value}x${samples}`;
/** A counter. */
const counter = (perMinute: number) => `0+${perMinute}x${samples}`;

type Kind = Pick<AlertCase, "alert" | "severity" | "owner" | "labels">;

/** Values on both sides of a limit. @param cross difference with which it fires; may be negative */
function level(
  what: string,
  kind: Kind,
  limit: number,
  cross: number,
  atMinutes: number,
  series: (value: number) => Series[],
): AlertCase[] {
  return [true, false].map((fires) => {
    const value = Number((fires ? limit + cross : limit - cross).toFixed(6));
    return { what: `${what} = ${value}`, ...kind, series: series(value), atMinutes, fires };
  });
}

/** Looks shortly before and after something has lasted for long enough. */
function lasting(what: string, kind: Kind, minutes: number, series: Series[]): AlertCase[] {
  return [true, false].map((fires) => {
    const atMinutes = minutes + (fires ? 1 : -1);
    return { what: `${what} for ${atMinutes} minutes`, ...kind, series, atMinutes, fires };
  });
}

/** Something that is, or is not. */
function either(what: string, kind: Kind, atMinutes: number, series: (bad: boolean) => Series[]): AlertCase[] {
  return [true, false].map((fires) => ({
    what: fires ? what : `no ${what}`,
    ...kind,
    series: series(fires),
    atMinutes,
    fires,
  }));
}

const node = { nodename: "node-a" };
const at = { instance: "10.0.0.1:9100", ...node };
const exporter = `instance="10.0.0.1:9100",job="node-exporter"`;
const name: Series = [`node_uname_info{${exporter},nodename="node-a"}`, constant(1)];

function nodeCases(t: Thresholds["nodes"]): AlertCase[] {
  const disk = (value: number): Series[] => [
    [`node_filesystem_avail_bytes{${exporter},device="/dev/sda1",fstype="ext4",mountpoint="/"}`, constant(100 - value)],
    [`node_filesystem_size_bytes{${exporter},device="/dev/sda1",fstype="ext4",mountpoint="/"}`, constant(100)],
    name,
  ];
  const platform = { owner: "platform", labels: at } as const;
  const full = { alert: "NodeDiskFilling", owner: "platform", labels: { ...node, device: "/dev/sda1" } } as const;
  return [
    ...level(
      "nodes.cpuPercent",
      { alert: "NodeCpuHigh", severity: "warning", ...platform },
      t.cpuPercent,
      1,
      30,
      (used) => [[`node_cpu_seconds_total{${exporter},cpu="0",mode="idle"}`, counter(0.6 * (100 - used))], name],
    ),
    ...level(
      "nodes.memoryPercent",
      { alert: "NodeMemoryHigh", severity: "warning", owner: "platform", labels: { ...at, job: "node-exporter" } },
      t.memoryPercent,
      1,
      30,
      (used) => [
        [`node_memory_MemAvailable_bytes{${exporter}}`, constant(100 - used)],
        [`node_memory_MemTotal_bytes{${exporter}}`, constant(100)],
        name,
      ],
    ),
    ...level("nodes.diskPercent", { ...full, severity: "warning" }, t.diskPercent, 1, 30, disk),
    ...level("nodes.diskCriticalPercent", { ...full, severity: "critical" }, t.diskCriticalPercent, 1, 30, disk),
    ...lasting(
      "nodes.notReadyMinutes",
      { alert: "NodeNotReady", severity: "critical", owner: "platform", labels: { node: "node-a" } },
      t.notReadyMinutes,
      [[`kube_node_status_condition{node="node-a",condition="Ready",status="true"}`, constant(0)]],
    ),
  ];
}

function workloadCases(t: Thresholds["workloads"]): AlertCase[] {
  const labels = { namespace: "payments", pod: "api-1", container: "api" };
  const on = `namespace="payments",pod="api-1",container="api"`;
  const team = { severity: "warning", owner: "team" } as const;
  const volume = (used: number): Series[] => [
    [`kubelet_volume_stats_available_bytes{namespace="payments",persistentvolumeclaim="data"}`, constant(100 - used)],
    [`kubelet_volume_stats_capacity_bytes{namespace="payments",persistentvolumeclaim="data"}`, constant(100)],
  ];
  const full = {
    alert: "VolumeFilling",
    owner: "team",
    labels: { namespace: "payments", persistentvolumeclaim: "data" },
  } as const;
  const unavailable = (
    severity: "warning" | "critical",
    kind: string,
    label: string,
    [wanted, ready]: [string, string],
    pods: number,
    minutes: number,
  ) =>
    lasting(
      `workloads.unavailableMinutes (${kind}, ${severity})`,
      {
        alert: "WorkloadUnavailable",
        severity,
        owner: "team",
        labels: { namespace: "payments", [label]: "api", workload: `${kind}/api` },
      },
      minutes,
      [
        [`${wanted}{namespace="payments",${label}="api"}`, constant(3)],
        [`${ready}{namespace="payments",${label}="api"}`, constant(pods)],
      ],
    );
  const kinds: [string, string, [string, string]][] = [
    ["Deployment", "deployment", ["kube_deployment_spec_replicas", "kube_deployment_status_replicas_available"]],
    ["StatefulSet", "statefulset", ["kube_statefulset_replicas", "kube_statefulset_status_replicas_ready"]],
    [
      "DaemonSet",
      "daemonset",
      ["kube_daemonset_status_desired_number_scheduled", "kube_daemonset_status_number_available"],
    ],
  ];
  return [
    ...level(
      "workloads.cpuThrottledPercent",
      { alert: "ContainerCpuThrottled", ...team, labels },
      t.cpuThrottledPercent,
      1,
      60,
      (share) => [
        [`container_cpu_cfs_throttled_periods_total{${on}}`, counter(share)],
        [`container_cpu_cfs_periods_total{${on}}`, counter(100)],
      ],
    ),
    ...level(
      "workloads.memoryPercent",
      { alert: "ContainerMemoryHigh", ...team, labels },
      t.memoryPercent,
      1,
      30,
      (used) => [
        [`container_memory_working_set_bytes{${on}}`, constant(used)],
        [`kube_pod_container_resource_limits{${on},resource="memory"}`, constant(100)],
      ],
    ),
    ...level("workloads.volumePercent", { ...full, severity: "warning" }, t.volumePercent, 1, 30, volume),
    ...level(
      "workloads.volumeCriticalPercent",
      { ...full, severity: "critical" },
      t.volumeCriticalPercent,
      1,
      30,
      volume,
    ),
    ...level(
      "workloads.quotaPercent",
      {
        alert: "QuotaNearlyUsed",
        ...team,
        labels: { namespace: "payments", resourcequota: "quota", resource: "requests.cpu" },
      },
      t.quotaPercent,
      1,
      30,
      (used) => [
        [
          `kube_resourcequota{namespace="payments",resourcequota="quota",resource="requests.cpu",type="used"}`,
          constant(used),
        ],
        [
          `kube_resourcequota{namespace="payments",resourcequota="quota",resource="requests.cpu",type="hard"}`,
          constant(100),
        ],
      ],
    ),
    ...level(
      "workloads.restartsPerHour",
      { alert: "ContainerRestarting", ...team, labels },
      t.restartsPerHour,
      0.5,
      120,
      (restarts) => [[`kube_pod_container_status_restarts_total{${on}}`, counter(restarts / 60)]],
    ),
    ...lasting(
      "workloads.pendingMinutes",
      { alert: "PodPending", ...team, labels: { namespace: "payments", pod: "api-1" } },
      t.pendingMinutes,
      [[`kube_pod_status_phase{namespace="payments",pod="api-1",phase="Pending"}`, constant(1)]],
    ),
    ...kinds.flatMap(([kind, label, metrics]) => [
      ...unavailable("warning", kind, label, metrics, 2, t.unavailableMinutes),
      ...unavailable("critical", kind, label, metrics, 0, Math.ceil(t.unavailableMinutes / 3)),
    ]),
    ...either(
      "failed Job",
      { alert: "JobFailed", ...team, labels: { namespace: "payments", job_name: "import" } },
      10,
      (bad) => [[`kube_job_failed{namespace="payments",job_name="import",condition="true"}`, constant(Number(bad))]],
    ),
  ];
}

function certificateCases(t: Thresholds["certificates"]): AlertCase[] {
  const labels = { exported_namespace: "payments", name: "payments.example.com" };
  const on = `exported_namespace="payments",name="payments.example.com"`;
  const seconds = (days: number) => 20 * 60 + days * 86400;
  const left = (days: number): Series[] => [
    [`certmanager_certificate_expiration_timestamp_seconds{${on}}`, constant(seconds(days))],
  ];
  const expiring = { alert: "CertificateExpiring", owner: "platform", labels } as const;
  return [
    ...level("certificates.expiryDays", { ...expiring, severity: "warning" }, t.expiryDays, -0.1, 20, left),
    ...level(
      "certificates.expiryCriticalDays",
      { ...expiring, severity: "critical" },
      t.expiryCriticalDays,
      -0.1,
      20,
      left,
    ),
    ...lasting(
      "certificates.notReadyMinutes",
      { alert: "CertificateNotReady", severity: "warning", owner: "platform", labels },
      t.notReadyMinutes,
      [[`certmanager_certificate_ready_status{${on},condition="False"}`, constant(1)]],
    ),
  ];
}

/** A published host; its Ingress has its name. */
export const host = "payments.example.com";

const answers = "nginx_ingress_controller_upstream_server_response_latency_ms";
const ingress = `resource_type="ingress",resource_namespace="payments",resource_name="${host}",pod="nginx-1"`;

/** Answers of the host: how many a minute, and which share of them failed. */
function traffic(perMinute: number, failed: number): Series[] {
  return [
    [`${answers}_count{${ingress},code="200"}`, counter(perMinute * (1 - failed))],
    [`${answers}_count{${ingress},code="503"}`, counter(perMinute * failed)],
  ];
}

function hostCases(t: Thresholds["ingress"]): AlertCase[] {
  const labels = { namespace: "payments", host };
  const team = { severity: "warning", owner: "team", labels } as const;
  const budget = (100 - t.availabilityPercent) / 100;
  const burning = (
    severity: "critical" | "warning",
    window: string,
    factor: number,
    atMinutes: number,
    intervalMinutes: number,
  ) =>
    [1.05, 0.95].map((share): AlertCase => {
      const failed = Number((factor * budget * share).toFixed(8));
      return {
        what: `ingress.availabilityPercent: ${failed} of all requests fail, over ${window}`,
        alert: "HostErrorBudgetBurning",
        severity,
        owner: "team",
        labels: { ...labels, window },
        series: traffic(600 * intervalMinutes, failed),
        atMinutes,
        intervalMinutes,
        fires: share > 1,
      };
    });
  return [
    ...level("ingress.errorPercent", { alert: "HostErrors", ...team }, t.errorPercent, 0.5, 30, (percent) =>
      traffic(600, percent / 100),
    ),
    ...level("ingress.requestsPerMinute", { alert: "HostErrors", ...team }, t.requestsPerMinute, 1, 30, (perMinute) =>
      traffic(perMinute, 1),
    ),
    ...level(
      "ingress.latencyMilliseconds",
      { alert: "HostSlow", ...team },
      t.latencyMilliseconds,
      10,
      30,
      (milliseconds) => [
        ...traffic(600, 0),
        // All in one bucket, in which 95 % lie at the value.
        [`${answers}_bucket{${ingress},code="200",le="${milliseconds / 0.95}"}`, counter(600)],
        [`${answers}_bucket{${ingress},code="200",le="+Inf"}`, counter(600)],
      ],
    ),
    ...burning("critical", "1h", 14.4, 90, 1),
    ...burning("critical", "6h", 6, 60, 1),
    ...burning("warning", "1d", 3, 240, 5),
    ...burning("warning", "3d", 1, 600, 5),
    ...either(
      "failed reload",
      { alert: "IngressReloadFailed", severity: "critical", owner: "platform", labels: { pod: "nginx-1" } },
      10,
      (bad) => [[`nginx_ingress_controller_nginx_last_reload_status{pod="nginx-1"}`, constant(bad ? 0 : 1)]],
    ),
  ];
}

function cephCases(t: Thresholds["ceph"]): AlertCase[] {
  const platform = { owner: "platform", labels: {} } as const;
  const unhealthy = { alert: "CephUnhealthy", ...platform } as const;
  const filling = { alert: "CephFilling", ...platform } as const;
  const health = (value: number): Series[] => [["ceph_health_status", constant(value)]];
  const used = (percent: number): Series[] => [
    ["ceph_cluster_total_used_raw_bytes", constant(percent)],
    ["ceph_cluster_total_bytes", constant(100)],
  ];
  return [
    ...lasting("ceph.warningMinutes", { ...unhealthy, severity: "warning" }, t.warningMinutes, health(1)),
    ...lasting("ceph.errorMinutes", { ...unhealthy, severity: "critical" }, t.errorMinutes, health(2)),
    ...level("ceph.fullPercent", { ...filling, severity: "warning" }, t.fullPercent, 1, 30, used),
    ...level("ceph.fullCriticalPercent", { ...filling, severity: "critical" }, t.fullCriticalPercent, 1, 30, used),
  ];
}

function otherCases(t: Thresholds): AlertCase[] {
  const logs = { namespace: "logging", name: "logs" };
  const health = (value: string): Series[] => [
    [`elasticsearch_health{namespace="logging",name="logs",health="${value}"}`, constant(1)],
  ];
  const elastic = { alert: "ElasticsearchUnhealthy", owner: "platform", labels: logs } as const;
  return [
    ...lasting(
      "flux.failureMinutes",
      {
        alert: "FluxFailing",
        severity: "warning",
        owner: "team",
        labels: { namespace: "payments", kind: "Kustomization", name: "apps" },
      },
      t.flux.failureMinutes,
      [[`gotk_resource_info{namespace="payments",kind="Kustomization",name="apps",ready="Unknown"}`, constant(1)]],
    ),
    ...lasting(
      "vault.sealedMinutes",
      { alert: "VaultSealed", severity: "critical", owner: "platform", labels: { pod: "vault-0" } },
      t.vault.sealedMinutes,
      [[`kube_pod_status_ready{namespace="vault",pod="vault-0",condition="false"}`, constant(1)]],
    ),
    ...either(
      "Secret out of step",
      {
        alert: "SecretNotSynced",
        severity: "warning",
        owner: "platform",
        labels: { exported_namespace: "monitoring", name: "alertmanager-receivers" },
      },
      30,
      (bad) => [
        [
          `externalsecret_status_condition{exported_namespace="monitoring",name="alertmanager-receivers",condition="Ready",status="False"}`,
          constant(Number(bad)),
        ],
      ],
    ),
    ...either(
      "image that is not signed",
      {
        alert: "ImageNotTrusted",
        severity: "warning",
        owner: "team",
        labels: { namespace: "payments", policy_name: "images-of-payments" },
      },
      20,
      (bad) => [
        [
          `kyverno_image_validating_policy_results_total{resource_namespace="payments",policy_name="images-of-payments",result="fail"}`,
          counter(Number(bad)),
        ],
        [
          `kyverno_image_validating_policy_results_total{resource_namespace="payments",policy_name="images-of-payments",result="pass"}`,
          counter(1),
        ],
      ],
    ),
    ...lasting(
      "elasticsearch.yellowMinutes",
      { ...elastic, severity: "warning" },
      t.elasticsearch.yellowMinutes,
      health("yellow"),
    ),
    ...lasting(
      "elasticsearch.redMinutes",
      { ...elastic, severity: "critical" },
      t.elasticsearch.redMinutes,
      health("red"),
    ),
  ];
}

/** A schedule of backups, and its recovery point (minutes). */
export const recoveryPoint = { schedule: "production-60m", minutes: 60 };

function backupCases({ agePercent }: Thresholds["backups"]): AlertCase[] {
  const platform = { severity: "critical", owner: "platform", labels: { schedule: recoveryPoint.schedule } } as const;
  const oldest = (recoveryPoint.minutes * agePercent) / 100;
  const on = `schedule="${recoveryPoint.schedule}"`;
  const succeeded: Series = [`velero_backup_last_successful_timestamp{${on}}`, constant(60)];
  return [
    // The backup is from the first minute; the alert waits for 5.
    ...[true, false].map((fires) => ({
      what: `backups.agePercent: ${oldest + (fires ? 1 : -1)} minutes old`,
      alert: "BackupTooOld",
      ...platform,
      series: [succeeded],
      atMinutes: 1 + 5 + oldest + (fires ? 1 : -1),
      fires,
    })),
    ...lasting("backups.agePercent without any backup", { alert: "BackupMissing", ...platform }, oldest, [
      ["unrelated", constant(1)],
    ]),
    ...either(
      "failed backup",
      { alert: "BackupFailed", severity: "warning", owner: "platform", labels: { schedule: recoveryPoint.schedule } },
      120,
      (bad) => [
        succeeded,
        [`velero_backup_failure_total{${on}}`, counter(bad ? 1 / 60 : 0)],
        [`velero_backup_partial_failure_total{${on}}`, counter(0)],
      ],
    ),
    ...either(
      "store that is out of reach",
      {
        alert: "BackupStoreUnavailable",
        severity: "critical",
        owner: "platform",
        labels: { backup_location_name: "default" },
      },
      30,
      (bad) => [[`velero_backup_location_status_gauge{backup_location_name="default"}`, constant(bad ? 0 : 1)]],
    ),
  ];
}

/** What a team may spend. */
export const monthlyUsd = 500;

function budgetCases(t: Thresholds["budgets"], hoursPerMonth: number): AlertCase[] {
  const kind = { alert: "BudgetExceeded", owner: "team", labels: { team: "payments" } } as const;
  const spent = (percent: number): Series[] => [
    [
      `container_cpu_allocation{namespace="payments",node="node-a"}`,
      constant((monthlyUsd * percent) / 100 / hoursPerMonth),
    ],
    [`container_memory_allocation_bytes{namespace="payments",node="node-a"}`, constant(0)],
    [`node_cpu_hourly_cost{node="node-a"}`, constant(1)],
    [`node_ram_hourly_cost{node="node-a"}`, constant(1)],
  ];
  return [
    ...level("budgets.percent", { ...kind, severity: "warning" }, t.percent, 1, 90, spent),
    ...level("budgets.criticalPercent", { ...kind, severity: "critical" }, t.criticalPercent, 1, 90, spent),
  ];
}

function monitoringCases(): AlertCase[] {
  const failing = (alert: string, label: string, value: string, metric: string, severity: "critical" | "warning") =>
    either(metric, { alert, severity, owner: "platform", labels: { [label]: value } }, 200, (bad) => [
      [`${metric}{${label}="${value}"}`, counter(Number(bad))],
    ]);
  return [
    {
      what: "alerts arrive",
      alert: "DeadMansSwitch",
      severity: "none",
      owner: "platform",
      labels: {},
      series: [["unrelated", constant(1)]],
      atMinutes: 1,
      fires: true,
    },
    ...either(
      "target that does not answer",
      { alert: "TargetDown", severity: "warning", owner: "team", labels: { namespace: "payments", job: "api" } },
      20,
      (bad) => [[`up{namespace="payments",job="api",pod="api-1"}`, constant(bad ? 0 : 1)]],
    ),
    ...failing("RuleFailing", "rule_group", "platform-nodes", "prometheus_rule_evaluation_failures_total", "warning"),
    ...failing("AlertsNotSent", "pod", "prometheus-0", "prometheus_notifications_dropped_total", "critical"),
    ...failing("NotificationsFailing", "integration", "slack", "alertmanager_notifications_failed_total", "critical"),
    ...failing("CompactionFailing", "pod", "prometheus-0", "prometheus_tsdb_compactions_failed_total", "warning"),
  ];
}

/** Every alert on both sides of its threshold, and of those without a threshold with and without their reason. */
export function alertCases(thresholds: Thresholds, hoursPerMonth: number): AlertCase[] {
  return [
    ...nodeCases(thresholds.nodes),
    ...workloadCases(thresholds.workloads),
    ...certificateCases(thresholds.certificates),
    ...hostCases(thresholds.ingress),
    ...cephCases(thresholds.ceph),
    ...otherCases(thresholds),
    ...backupCases(thresholds.backups),
    ...budgetCases(thresholds.budgets, hoursPerMonth),
    ...monitoringCases(),
  ];
}
