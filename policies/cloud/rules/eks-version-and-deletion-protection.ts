import { propsOf } from "../../lib/cloud/resources";
import { AAM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";

interface Cluster {
  version: string;
  deletionProtection: boolean;
}

/** Minor versions in AWS' standard support at the end of 2026. */
const SUPPORTED = ["1.34", "1.35", "1.36"];

export const eksVersionAndDeletionProtection = resourceRule({
  name: "eks-version-and-deletion-protection",
  title: "EKS runs a supported version and cannot be deleted by mistake",
  description: "An EKS cluster must name a supported minor version and have deletion protection.",
  group: "aws",
  severity: "medium",
  levels: AAM,
  references: ["CKV_AWS_339"],
  remedy: "Set version to a supported one and deletionProtection: true.",
  config: {
    properties: {
      supportedVersions: {
        type: "array",
        items: { type: "string" },
        default: SUPPORTED,
        description: "Minor versions of Kubernetes that are accepted.",
      },
    },
  },
  applies: (type) => type === "aws:eks/cluster:Cluster",
  check(resource, report) {
    const { supportedVersions = SUPPORTED } = report.config<{ supportedVersions: string[] }>();
    const props = propsOf<Cluster>(resource);
    report.attempt(() => {
      if (!supportedVersions.includes(String(props.version))) {
        report.violation(`version must be one of ${supportedVersions.join(", ")}`);
      }
    });
    report.attempt(() => {
      if (props.deletionProtection !== true) report.violation("deletionProtection must be true");
    });
  },
});
