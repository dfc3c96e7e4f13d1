import { aksDiagnosticsAttached } from "../../../policies/cloud/rules/aks-diagnostics-attached";
import { azure, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const cluster = azure("containerservice:ManagedCluster", "main", { resourceName: "platform-production" });
const madeOf = { resourceUri: ["azure-native:containerservice:ManagedCluster::main"] };
const audit = { category: "kube-audit-admin", enabled: true };
const setting = (logs: unknown = [audit], resourceUri = UNKNOWN) =>
  azure("monitor:DiagnosticSetting", "logs", { resourceUri, logs }, resourceUri === UNKNOWN ? { madeOf } : {});
const MUST = "a DiagnosticSetting must send the cluster's audit log to a workspace";
const byName =
  "/subscriptions/1/resourceGroups/x/providers/Microsoft.ContainerService/managedClusters/platform-production";

export const cases: RuleCases = {
  rule: aksDiagnosticsAttached,
  passing: {
    "made with it": [cluster, setting()],
    "by its name": [cluster, setting([audit], byName)],
    "the full audit log among others": [
      cluster,
      setting([
        { category: "guard", enabled: true },
        { category: "kube-audit", enabled: true },
      ]),
    ],
    "all logs": [cluster, setting([{ categoryGroup: "allLogs", enabled: true }])],
  },
  failing: {
    "no setting": { resources: [cluster], says: MUST },
    "one of another cluster": { resources: [cluster, setting([audit], `${byName}-2`)], says: MUST },
    "other logs only": { resources: [cluster, setting([{ category: "guard", enabled: true }])], says: MUST },
    "the audit log off": { resources: [cluster, setting([{ ...audit, enabled: false }])], says: MUST },
  },
  unknown: {
    "the logs": {
      resources: [cluster, setting(UNKNOWN)],
      says: unknown("logs", "azure-native:monitor:DiagnosticSetting::logs"),
    },
  },
};
