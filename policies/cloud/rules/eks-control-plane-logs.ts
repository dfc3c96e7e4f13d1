import { propsOf } from "../../lib/cloud/resources";
import { cisEks } from "../../lib/frameworks";
import { RMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";
import { some } from "../../lib/unknowns";

interface Cluster {
  enabledClusterLogTypes: string[];
}

const LOGS = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

export const eksControlPlaneLogs = resourceRule({
  name: "eks-control-plane-logs",
  title: "The control plane keeps its logs",
  description:
    "An EKS cluster must write all five logs of its control plane: after an incident nobody can turn them on.",
  group: "aws",
  severity: "medium",
  levels: RMM,
  framework: cisEks("2.1.1", "Enable audit Logs"),
  references: ["CIS EKS 2.1.1", "CKV_AWS_37"],
  remedy: `Set enabledClusterLogTypes to ${LOGS.join(", ")}.`,
  applies: (type) => type === "aws:eks/cluster:Cluster",
  check(resource, report) {
    for (const log of LOGS) {
      report.attempt(() => {
        const enabled = some(
          () => propsOf<Cluster>(resource).enabledClusterLogTypes,
          (type) => type === log,
        );
        if (!enabled) report.violation(`enabledClusterLogTypes must hold ${log}`);
      });
    }
  },
  fix(resource) {
    const props = resource.props as { enabledClusterLogTypes?: string[] };
    if (props.enabledClusterLogTypes !== undefined) return false;
    props.enabledClusterLogTypes = LOGS;
    return true;
  },
});
