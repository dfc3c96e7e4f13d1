import { z } from "zod";
import { minutes, percent, threshold } from "./threshold";

const nodes = z
  .strictObject({
    cpuPercent: percent("CPU of a node in use for 15 minutes", [95, 90, 85]),
    memoryPercent: percent("Memory of a node in use for 15 minutes", [95, 90, 90]),
    diskPercent: percent("Disk of a node in use: warning", [85, 80, 80]),
    diskCriticalPercent: percent("Disk of a node in use: critical", [95, 90, 90]),
    notReadyMinutes: minutes("How long a node is not ready", [30, 10, 5]),
  })
  .prefault({})
  .describe("Nodes");

const workloads = z
  .strictObject({
    cpuThrottledPercent: percent("Share of time in which a container is held back by its CPU limit", [60, 40, 25]),
    memoryPercent: percent("Memory of a container in use, of its limit", [95, 90, 90]),
    volumePercent: percent("Volume in use: warning", [85, 80, 80]),
    volumeCriticalPercent: percent("Volume in use: critical", [95, 90, 90]),
    quotaPercent: percent("Quota of a namespace in use", [95, 90, 90]),
    restartsPerHour: threshold("Restarts of a container", {
      unit: "per hour",
      range: [1, 60],
      byDefault: [10, 5, 3],
    }),
    pendingMinutes: minutes("How long a pod waits for a node or its image", [60, 30, 15]),
    unavailableMinutes: minutes("How long a workload has fewer ready pods than it wants", [60, 30, 15]),
  })
  .prefault({})
  .describe("Pods, volumes and quotas, of teams and of the platform");

const days = (what: string, byDefault: [number, number, number]) =>
  // cert-manager renews 30 days before the end.
  threshold(what, { unit: "days", range: [1, 29], byDefault });

const certificates = z
  .strictObject({
    expiryDays: days("Time left of a certificate: warning", [14, 21, 21]),
    expiryCriticalDays: days("Time left of a certificate: critical", [3, 7, 7]),
    notReadyMinutes: minutes("How long a certificate is not issued", [120, 60, 30]),
  })
  .prefault({})
  .describe("Certificates of hosts and of the platform");

const ingress = z
  .strictObject({
    errorPercent: threshold("Share of a host's requests answered with status 5xx in 5 minutes", {
      unit: "percent",
      range: [0.1, 99],
      byDefault: [10, 5, 2],
      fraction: true,
    }),
    latencyMilliseconds: threshold("95th percentile of a host's response times in 5 minutes", {
      unit: "milliseconds",
      range: [10, 60_000],
      byDefault: [5000, 2000, 1000],
    }),
    requestsPerMinute: threshold("Requests to a host below which its errors and times are not judged", {
      unit: "per minute",
      range: [1, 100_000],
      byDefault: [5, 5, 5],
    }),
    availabilityPercent: threshold(
      "Objective of each published host: share of requests in 30 days not answered with 5xx",
      { unit: "percent", range: [95, 99.99], byDefault: [95, 99, 99.9], fraction: true },
    ),
  })
  .prefault({})
  .describe("Published hosts");

const flux = z
  .strictObject({ failureMinutes: minutes("How long a resource of Flux is not ready", [60, 30, 15]) })
  .prefault({})
  .describe("GitOps");

const vault = z
  .strictObject({ sealedMinutes: minutes("How long a server of Vault is sealed", [30, 10, 5]) })
  .prefault({})
  .describe("Vault");

const ceph = z
  .strictObject({
    warningMinutes: minutes("How long Ceph reports HEALTH_WARN", [120, 60, 30]),
    errorMinutes: minutes("How long Ceph reports HEALTH_ERR", [15, 5, 5]),
    fullPercent: percent("Capacity in use: warning", [75, 70, 70]),
    // Ceph itself stops moving data at 90 and writing at 95.
    fullCriticalPercent: percent("Capacity in use: critical", [85, 80, 80], [1, 89]),
  })
  .prefault({})
  .describe("Ceph in the cluster");

const elasticsearch = z
  .strictObject({
    yellowMinutes: minutes("How long replicas of logs are missing", [120, 60, 30]),
    redMinutes: minutes("How long logs are missing", [15, 5, 5]),
  })
  .prefault({})
  .describe("Elasticsearch");

const backups = z
  .strictObject({
    agePercent: percent(
      "Age of the newest backup, of the recovery point that is promised",
      [200, 150, 100],
      [50, 1000],
    ),
  })
  .prefault({})
  .describe("Backups");

const budgets = z
  .strictObject({
    percent: percent("Cost of a month, as it runs now, of a team's budget: warning", [80, 80, 80], [1, 1000]),
    criticalPercent: percent(
      "Cost of a month, as it runs now, of a team's budget: critical",
      [120, 100, 100],
      [1, 1000],
    ),
  })
  .prefault({})
  .describe("Budgets");

/** When alerts fire. */
export const thresholdSettings = z
  .strictObject({
    nodes,
    workloads,
    certificates,
    ingress,
    flux,
    vault,
    ceph,
    elasticsearch,
    backups,
    budgets,
  })
  .prefault({})
  .describe("When alerts fire. Defaults are those of the most important environment that the stack carries");
