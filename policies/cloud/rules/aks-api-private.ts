import { isAzure } from "../../lib/cloud/azure";
import { propsOf } from "../../lib/cloud/resources";
import { cisAks } from "../../lib/frameworks";
import { AMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";
import { any, nonEmpty } from "../../lib/unknowns";

interface Cluster {
  apiServerAccessProfile: {
    enablePrivateCluster?: boolean;
    authorizedIPRanges?: string[];
    disableRunCommand?: boolean;
  };
}

export const aksApiPrivate = resourceRule({
  name: "aks-api-private",
  title: "The API server of AKS is not on the internet",
  description:
    "An AKS cluster must be private or admit listed addresses only, and must not run commands for whoever may change it.",
  group: "azure",
  severity: "high",
  levels: AMM,
  framework: cisAks("5.4.1", "Restrict Access to the Control Plane Endpoint"),
  references: ["CIS AKS 5.4.1", "CIS AKS 5.4.2", "CKV_AZURE_115", "CKV_AZURE_6"],
  remedy: "Set apiServerAccessProfile: { enablePrivateCluster: true, disableRunCommand: true }, or authorizedIPRanges.",
  applies: (type) => isAzure(type, "containerservice:ManagedCluster"),
  check(resource, report) {
    const access = () => propsOf<Cluster>(resource).apiServerAccessProfile;
    report.attempt(() => {
      const closed = any(
        () => access()?.enablePrivateCluster === true,
        () => nonEmpty(() => access()?.authorizedIPRanges),
      );
      if (!closed) {
        report.violation("apiServerAccessProfile must set enablePrivateCluster to true or name authorizedIPRanges");
      }
    });
    report.attempt(() => {
      if (access()?.disableRunCommand !== true) {
        report.violation("apiServerAccessProfile.disableRunCommand must be true");
      }
    });
  },
});
