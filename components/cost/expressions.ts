import { hoursPerMonth } from "./rates";

/** What a team may spend each month, and where its workloads run. */
export interface TeamBudget {
  team: string;
  monthlyBudgetUsd: number;
  namespaces: string[];
}

const gibibyte = "1024^3";

/**
 * PromQL: what the workloads of some namespaces cost a month at the pace of now (US dollars), by OpenCost's metrics.
 * CPU and memory count as the larger of what is requested and used, volumes by their size.
 */
export function namespacesMonthlyCost(namespaces: string[]): string {
  const of = `{namespace=~"${namespaces.join("|")}"}`;
  const priced = (amount: string, by: string, price: string) =>
    `sum(${amount} * on (${by}) group_left () max by (${by}) (${price}))`;
  const cpu = priced(`container_cpu_allocation${of}`, "node", "node_cpu_hourly_cost");
  const memory = priced(`container_memory_allocation_bytes${of} / ${gibibyte}`, "node", "node_ram_hourly_cost");
  const volumes = priced(
    // A volume that several pods mount is there once.
    `max by (persistentvolume) (pod_pvc_allocation${of}) / ${gibibyte}`,
    "persistentvolume",
    "pv_hourly_cost",
  );
  return `${hoursPerMonth} * (${cpu} + ${memory} + (${volumes} or vector(0)))`;
}

/** PromQL: what the whole cluster costs a month at the pace of now (US dollars), by OpenCost's metrics. */
export function clusterMonthlyCost(): string {
  const nodes = "sum(max by (node) (node_total_hourly_cost))";
  const volumes = `sum(max by (persistentvolume) (kube_persistentvolume_capacity_bytes) / ${gibibyte} * on (persistentvolume) group_left () max by (persistentvolume) (pv_hourly_cost))`;
  const zero = (sum: string) => `(${sum} or vector(0))`;
  const loadBalancers = zero("sum(kubecost_load_balancer_cost)");
  const controlPlane = zero("sum(kubecost_cluster_management_cost)");
  return `${hoursPerMonth} * (${nodes} + ${zero(volumes)} + ${loadBalancers} + ${controlPlane})`;
}
