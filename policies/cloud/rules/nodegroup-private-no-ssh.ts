import { refersTo } from "../../lib/cloud/join";
import { idOf, isSet, ofType, propsOf } from "../../lib/cloud/resources";
import { cisEks } from "../../lib/frameworks";
import { AMM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { concerning, nonEmpty } from "../../lib/unknowns";

interface NodeGroup {
  subnetIds: string[];
  remoteAccess: { ec2SshKey?: string; sourceSecurityGroupIds?: string[] };
}

interface Subnet {
  id: string;
  mapPublicIpOnLaunch: boolean;
}

export const nodegroupPrivateNoSsh = stackRule({
  name: "nodegroup-private-no-ssh",
  title: "Nodes have no public addresses and no open SSH",
  description: "A node group must stand in subnets that give no public addresses, and must not open SSH to everybody.",
  group: "aws",
  severity: "high",
  levels: AMM,
  framework: cisEks("5.4.3", "Ensure clusters are created with Private Nodes"),
  references: ["CIS EKS 5.4.3", "CKV_AWS_100"],
  remedy:
    "Set mapPublicIpOnLaunch: false on the subnets, and remove remoteAccess or give it sourceSecurityGroupIds. Subnets of another stack are not seen here.",
  check(resources, report) {
    const subnets = ofType(resources, "aws:ec2/subnet:Subnet");
    for (const group of ofType(resources, "aws:eks/nodeGroup:NodeGroup")) {
      report.on(group.urn, () => {
        const props = propsOf<NodeGroup>(group);
        report.attempt(() => {
          const remote = () => props.remoteAccess;
          if (!isSet(remote, "ec2SshKey")) return;
          if (!nonEmpty(() => remote()?.sourceSecurityGroupIds)) {
            report.violation("remoteAccess.sourceSecurityGroupIds must be set, or SSH is open to everybody");
          }
        });
        for (const subnet of subnets) {
          report.attempt(() => {
            const given = propsOf<Subnet>(subnet);
            if (!refersTo(group, "subnetIds", subnet, [() => given.id])) return;
            if (concerning(idOf(subnet), () => given.mapPublicIpOnLaunch) === true) {
              report.violation(`subnetIds must not hold ${subnet.name}, which gives public addresses`);
            }
          });
        }
      });
    }
  },
});
