import type { Alert, RuleGroup } from "../rule";

export interface CephThresholds {
  warningMinutes: number;
  errorMinutes: number;
  fullPercent: number;
  fullCriticalPercent: number;
}

const used = "100 * max(ceph_cluster_total_used_raw_bytes) / max(ceph_cluster_total_bytes)";

export function cephRules(given: CephThresholds): RuleGroup {
  const unhealthy = (severity: Alert["severity"], health: number, name: string, minutes: number): Alert => ({
    alert: "CephUnhealthy",
    severity,
    owner: "platform",
    expr: `max(ceph_health_status) == ${health}`,
    forMinutes: minutes,
    summary: `Ceph reports ${name}`,
    description: `It has for ${minutes} minutes. ceph health detail says why.`,
  });
  const filling = (severity: Alert["severity"], percent: number): Alert => ({
    alert: "CephFilling",
    severity,
    owner: "platform",
    expr: `${used} > ${percent}`,
    forMinutes: 5,
    summary: "Ceph is {{ $value | humanize }} % full",
    description: `It is above ${percent} %. At 90 % it stops moving data, at 95 % every write to every volume fails.`,
  });
  return {
    name: "ceph",
    rules: [
      unhealthy("warning", 1, "HEALTH_WARN", given.warningMinutes),
      unhealthy("critical", 2, "HEALTH_ERR", given.errorMinutes),
      filling("warning", given.fullPercent),
      filling("critical", given.fullCriticalPercent),
    ],
  };
}
