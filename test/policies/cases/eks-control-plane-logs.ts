import { eksControlPlaneLogs } from "../../../policies/cloud/rules/eks-control-plane-logs";
import { aws, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const ALL = ["api", "audit", "authenticator", "controllerManager", "scheduler"];
const cluster = (enabledClusterLogTypes?: unknown[]) =>
  aws("eks/Cluster", "main", enabledClusterLogTypes && { enabledClusterLogTypes });

export const cases: RuleCases = {
  rule: eksControlPlaneLogs,
  passing: { "all five, in any order": [cluster([...ALL].reverse())], "more than five": [cluster([...ALL, "new"])] },
  failing: {
    "no logs": { resources: [cluster()], says: ALL.map((log) => `enabledClusterLogTypes must hold ${log}`) },
    "no audit log": {
      resources: [cluster(ALL.filter((log) => log !== "audit"))],
      says: "enabledClusterLogTypes must hold audit",
    },
  },
  unknown: {
    "one of them": {
      resources: [cluster([...ALL.slice(1), UNKNOWN])],
      says: unknown("enabledClusterLogTypes.4"),
    },
  },
};
