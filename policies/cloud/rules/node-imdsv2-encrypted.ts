import { isTrue, propsOf } from "../../lib/cloud/resources";
import { cisAws } from "../../lib/frameworks";
import { AMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";
import { nonEmpty } from "../../lib/unknowns";

interface LaunchTemplate {
  metadataOptions: { httpEndpoint?: string; httpTokens?: string; httpPutResponseHopLimit?: number };
  blockDeviceMappings: { ebs?: { encrypted?: string | boolean } }[];
}

export const nodeImdsv2Encrypted = resourceRule({
  name: "node-imdsv2-encrypted",
  title: "Nodes keep their credentials from pods and their disks encrypted",
  description:
    "A launch template must ask for session tokens and one hop at the metadata service, or every pod has the node's credentials, and must encrypt all disks.",
  group: "aws",
  severity: "high",
  levels: AMM,
  framework: cisAws("5.6", "Ensure that EC2 Metadata Service only allows IMDSv2"),
  references: ["CIS AWS 5.6", "CKV_AWS_79", "CKV_AWS_341", "EKS Best Practices: infrastructure security"],
  remedy:
    "Set metadataOptions: { httpTokens: required, httpPutResponseHopLimit: 1 } and ebs.encrypted: true for every entry of blockDeviceMappings.",
  applies: (type) => type === "aws:ec2/launchTemplate:LaunchTemplate",
  check(resource, report) {
    const props = propsOf<LaunchTemplate>(resource);
    const metadata = () => props.metadataOptions;
    report.attempt(() => {
      if (metadata()?.httpEndpoint === "disabled") return;
      report.attempt(() => {
        if (metadata()?.httpTokens !== "required") report.violation("metadataOptions.httpTokens must be required");
      });
      report.attempt(() => {
        if (metadata()?.httpPutResponseHopLimit !== 1) {
          report.violation("metadataOptions.httpPutResponseHopLimit must be 1");
        }
      });
    });
    report.attempt(() => {
      if (!nonEmpty(() => props.blockDeviceMappings)) report.violation("blockDeviceMappings must name the disks");
    });
    report.each(
      () => props.blockDeviceMappings,
      (disk, i) => {
        if (!isTrue(disk.ebs?.encrypted)) report.violation(`blockDeviceMappings[${i}].ebs.encrypted must be true`);
      },
    );
  },
});
