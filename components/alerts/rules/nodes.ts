import type { Alert, RuleGroup } from "../rule";

export interface NodeThresholds {
  cpuPercent: number;
  memoryPercent: number;
  diskPercent: number;
  diskCriticalPercent: number;
  notReadyMinutes: number;
}

/** The node exporter knows nodes by address; this adds their names. */
const named = "* on (instance) group_left (nodename) node_uname_info";

const cpu = `100 * (1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))) ${named}`;
const memory = `100 * (1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes) ${named}`;
const disks = `fstype=~"ext4|xfs|btrfs"`;
const disk = `max by (nodename, device) (100 * (1 - node_filesystem_avail_bytes{${disks}} / node_filesystem_size_bytes{${disks}}) ${named})`;

export function nodeRules(given: NodeThresholds): RuleGroup {
  const filling = (severity: Alert["severity"], percent: number): Alert => ({
    alert: "NodeDiskFilling",
    severity,
    owner: "platform",
    expr: `${disk} > ${percent}`,
    forMinutes: 5,
    summary: "The disk of node {{ $labels.nodename }} is {{ $value | humanize }} % full",
    description: `Device {{ $labels.device }} is above ${percent} %. The kubelet evicts pods when it is full.`,
  });
  return {
    name: "nodes",
    rules: [
      {
        alert: "NodeCpuHigh",
        severity: "warning",
        owner: "platform",
        expr: `${cpu} > ${given.cpuPercent}`,
        forMinutes: 15,
        summary: "Node {{ $labels.nodename }} uses {{ $value | humanize }} % of its CPU",
        description: `It has been above ${given.cpuPercent} % for 15 minutes: pods without requests get little of it.`,
      },
      {
        alert: "NodeMemoryHigh",
        severity: "warning",
        owner: "platform",
        expr: `${memory} > ${given.memoryPercent}`,
        forMinutes: 15,
        summary: "Node {{ $labels.nodename }} uses {{ $value | humanize }} % of its memory",
        description: `It has been above ${given.memoryPercent} % for 15 minutes: the kernel kills containers when none is left.`,
      },
      filling("warning", given.diskPercent),
      filling("critical", given.diskCriticalPercent),
      {
        alert: "NodeNotReady",
        severity: "critical",
        owner: "platform",
        expr: `max by (node) (kube_node_status_condition{condition="Ready",status="true"}) == 0`,
        forMinutes: given.notReadyMinutes,
        summary: "Node {{ $labels.node }} is not ready",
        description: `Its kubelet has not reported for ${given.notReadyMinutes} minutes, or reports that it cannot run pods.`,
      },
    ],
  };
}
