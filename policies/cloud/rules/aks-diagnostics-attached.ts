import { azureType } from "../../lib/cloud/azure";
import { someReferring } from "../../lib/cloud/join";
import { idOf, propsOf } from "../../lib/cloud/resources";
import { cisAks } from "../../lib/frameworks";
import { AMM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { all, any, concerning, some } from "../../lib/unknowns";

interface Setting {
  logs: { category?: string; categoryGroup?: string; enabled?: boolean }[];
}

const AUDIT = ["kube-audit", "kube-audit-admin"];

export const aksDiagnosticsAttached = stackRule({
  name: "aks-diagnostics-attached",
  title: "AKS keeps its audit log",
  description: "Every AKS cluster must send its audit log to a workspace: after an incident nobody can turn it on.",
  group: "azure",
  severity: "medium",
  levels: AMM,
  framework: cisAks("2.1.1", "Enable audit Logs"),
  references: ["CIS AKS 2.1.1", "CKV_AZURE_4", "Azure Policy AuditDiagnosticLog_Audit"],
  remedy: "Add a DiagnosticSetting with resourceUri of the cluster and the log kube-audit-admin enabled.",
  check(resources, report) {
    const settings = azureType(resources, "monitor:DiagnosticSetting");
    for (const cluster of azureType(resources, "containerservice:ManagedCluster")) {
      report.on(cluster.urn, () => {
        const props = propsOf<{ id: string; resourceName: string }>(cluster);
        const names = [() => props.id, () => props.resourceName];
        const attached = someReferring(settings, "resourceUri", cluster, names, (setting) =>
          concerning(idOf(setting), () =>
            some(
              () => propsOf<Setting>(setting).logs,
              (log) =>
                all(
                  () => log.enabled === true,
                  () =>
                    any(
                      () => AUDIT.includes(String(log.category)),
                      () => ["allLogs", "audit"].includes(String(log.categoryGroup)),
                    ),
                ),
            ),
          ),
        );
        if (!attached) report.violation("a DiagnosticSetting must send the cluster's audit log to a workspace");
      });
    }
  },
});
