import { propsOf } from "../../lib/cloud/resources";
import { cisEks } from "../../lib/frameworks";
import { AMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";

interface Cluster {
  accessConfig: { authenticationMode?: string; bootstrapClusterCreatorAdminPermissions?: boolean };
}

export const eksAccessEntriesOnly = resourceRule({
  name: "eks-access-entries-only",
  title: "Access to EKS is by access entries",
  description:
    "An EKS cluster must take access entries only, and must not make its creator an admin whom no list shows.",
  group: "aws",
  severity: "high",
  levels: AMM,
  framework: cisEks("4.1.7", "Cluster Access Manager API to streamline and enhance the management of access controls"),
  references: ["CIS EKS 4.1.7", "EKS Best Practices: identity and access"],
  remedy: "Set accessConfig: { authenticationMode: API, bootstrapClusterCreatorAdminPermissions: false }.",
  applies: (type) => type === "aws:eks/cluster:Cluster",
  check(resource, report) {
    const access = () => propsOf<Cluster>(resource).accessConfig;
    report.attempt(() => {
      if (access()?.authenticationMode !== "API") report.violation("accessConfig.authenticationMode must be API");
    });
    report.attempt(() => {
      if (access()?.bootstrapClusterCreatorAdminPermissions !== false) {
        report.violation("accessConfig.bootstrapClusterCreatorAdminPermissions must be false");
      }
    });
  },
});
