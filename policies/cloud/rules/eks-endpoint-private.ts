import { cisEks } from "../../lib/frameworks";
import { propsOf } from "../../lib/cloud/resources";
import { AMM } from "../../lib/levels";
import { Cidr } from "../../lib/network/cidr";
import { resourceRule } from "../../lib/rule";
import { nonEmpty } from "../../lib/unknowns";

interface Cluster {
  vpcConfig: { endpointPublicAccess?: boolean; publicAccessCidrs?: string[] };
}

/** Wider blocks are no office and no VPN. */
const WIDEST = { ipv4: 16, ipv6: 32 };

export const eksEndpointPrivate = resourceRule({
  name: "eks-endpoint-private",
  title: "The API server is not on the internet",
  description: "An EKS cluster must have a private endpoint, or a public one for narrow blocks of addresses only.",
  group: "aws",
  severity: "high",
  levels: AMM,
  framework: cisEks("5.4.2", "Ensure clusters are created with Private Endpoint Enabled and Public Access Disabled"),
  references: ["CIS EKS 5.4.1", "CIS EKS 5.4.2", "CKV_AWS_38", "CKV_AWS_39"],
  remedy:
    "Set vpcConfig.endpointPublicAccess: false, or publicAccessCidrs to the addresses of your offices and runners.",
  applies: (type) => type === "aws:eks/cluster:Cluster",
  check(resource, report) {
    const network = () => propsOf<Cluster>(resource).vpcConfig;
    if (network()?.endpointPublicAccess === false) return;
    if (!nonEmpty(() => network()?.publicAccessCidrs)) {
      report.violation("vpcConfig must set endpointPublicAccess to false or name publicAccessCidrs");
      return;
    }
    report.each(
      () => network()?.publicAccessCidrs,
      (text, i) => {
        const cidr = Cidr.parse(text);
        if (!cidr || cidr.prefix < WIDEST[cidr.family]) {
          report.violation(`vpcConfig.publicAccessCidrs[${i}] must be a narrow block of addresses`);
        }
      },
    );
  },
});
