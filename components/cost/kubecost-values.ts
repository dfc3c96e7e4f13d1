import type { HelmValues } from "../lib/chart-values";
import { preferSystemNodes, resources, spreadOverZones } from "../lib/scheduling";
import type { TeamBudget } from "./expressions";
import { kubecostLabels, kubecostRelease } from "./names";

export interface KubecostValuesArgs {
  /** Name of the cluster on what it says. */
  cluster: string;
  /** Budgets that its own page shows. */
  teams: TeamBudget[];
}

/**
 * Values of the chart: one cluster, whose data stay on volumes in it. What needs rights over nodes, over workloads or in
 * the cloud's account is off, and so is what reports to the vendor.
 */
export function kubecostValues({ cluster, teams }: KubecostValuesArgs): HelmValues {
  return {
    fullnameOverride: kubecostRelease,
    global: {
      clusterId: cluster,
      acknowledged: true,
      podAnnotations: { "policies.platform/needs-token": "keeps its settings in ConfigMaps of its namespace" },
    },
    frontend: {
      ...preferSystemNodes,
      replicas: 2,
      resources: resources("10m", "64Mi", "256Mi"),
      topologySpreadConstraints: spreadOverZones(kubecostLabels.frontend),
      ipv6: { enabled: false },
    },
    aggregator: {
      ...preferSystemNodes,
      resources: resources("500m", "3Gi", "8Gi"),
      // What the store does not keep is lost: it is worth a volume, of which small clusters need less.
      aggregatorDbStorage: { storageRequest: "64Gi" },
    },
    localStore: { ...preferSystemNodes, resources: resources("50m", "256Mi", "1Gi") },
    finopsagent: {
      ...preferSystemNodes,
      resources: resources("100m", "512Mi", "2Gi"),
      podAnnotations: { "policies.platform/needs-token": "reads nodes, pods and volumes" },
      // Through the API server's proxy it could run commands in every pod; kubelets answer it directly.
      rbac: { clusterRole: { allowKubeProxy: false } },
      // Else it renders a Secret with the vendor's key, for the price list of a cloud that nobody here uses.
      global: { cspPricingApiKey: { useDefaultApiKey: false } },
    },
    networkCosts: { enabled: false },
    clusterController: { enabled: false },
    cloudCost: { enabled: false },
    forecasting: { enabled: false },
    reporting: { logCollection: false },
    telemetry: { enabled: false },
    kubecostProductConfigs: {
      currencyCode: "USD",
      hideKubecostActions: true,
      labelMappingConfigs: { team_label: "platform_team", environment_label: "platform_environment" },
      budgets: { budgetsConfig: teams.map(budgetOf) },
    },
  };
}

/** Alerts go to people from Alertmanager only, so it tells nobody by itself. */
function budgetOf({ team, monthlyBudgetUsd, namespaces }: TeamBudget) {
  return {
    name: team,
    budgetType: "allocations",
    interval: "monthly",
    intervalDay: 1,
    spendLimit: monthlyBudgetUsd,
    values: { namespace: namespaces },
    actions: [],
  };
}
