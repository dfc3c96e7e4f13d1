import { someReferring } from "../../lib/cloud/join";
import { ofType, propsOf } from "../../lib/cloud/resources";
import { cisAws } from "../../lib/frameworks";
import { AMM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { nonEmpty } from "../../lib/unknowns";

interface OfVpc {
  id: string;
  ingress?: unknown[];
  egress?: unknown[];
}

export const vpcFlowLogsClosedDefaultSg = stackRule({
  name: "vpc-flow-logs-closed-default-sg",
  title: "Networks record their flows, and their default group is closed",
  description:
    "Every VPC must have a flow log, and its default security group, which everything gets that names no other, must be closed.",
  group: "aws",
  severity: "medium",
  levels: AMM,
  framework: cisAws("3.7", "Ensure VPC flow logging is enabled in all VPCs"),
  references: ["CIS AWS 3.7", "CIS AWS 5.4", "CKV2_AWS_11", "CKV2_AWS_12"],
  remedy: "Add a FlowLog and a DefaultSecurityGroup without ingress and egress for the VPC.",
  check(resources, report) {
    const logs = ofType(resources, "aws:ec2/flowLog:FlowLog");
    const groups = ofType(resources, "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup");
    for (const vpc of ofType(resources, "aws:ec2/vpc:Vpc")) {
      report.on(vpc.urn, () => {
        const names = [() => propsOf<OfVpc>(vpc).id];
        report.attempt(() => {
          if (!someReferring(logs, "vpcId", vpc, names)) report.violation("a FlowLog must record the flows of the VPC");
        });
        report.attempt(() => {
          const closed = someReferring(groups, "vpcId", vpc, names, (group) => {
            const rules = propsOf<OfVpc>(group);
            return !nonEmpty(() => rules.ingress) && !nonEmpty(() => rules.egress);
          });
          if (!closed) report.violation("a DefaultSecurityGroup without rules must close the VPC's default group");
        });
      });
    }
  },
});
