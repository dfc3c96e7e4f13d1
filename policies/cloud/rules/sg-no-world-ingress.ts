import { strings } from "../../lib/cloud/resources";
import { cisAws } from "../../lib/frameworks";
import { MMM } from "../../lib/levels";
import { Cidr } from "../../lib/network/cidr";
import type { Report } from "../../lib/report";
import { resourceRule } from "../../lib/rule";
import { all, any } from "../../lib/unknowns";

interface Opening {
  /** Direction of the former kind of rule. */
  type?: string;
  fromPort?: number;
  toPort?: number;
  cidrBlocks?: string[];
  ipv6CidrBlocks?: string[];
  cidrIpv4?: string;
  cidrIpv6?: string;
}

export const sgNoWorldIngress = resourceRule({
  name: "sg-no-world-ingress",
  title: "Security groups admit nobody from everywhere",
  description: "A security group must not admit the whole internet, but for HTTPS at the edge.",
  group: "aws",
  severity: "critical",
  levels: MMM,
  framework: cisAws(
    "5.2",
    "Ensure no security groups allow ingress from 0.0.0.0/0 to remote server administration ports",
  ),
  references: ["CIS AWS 5.2", "CIS AWS 5.3", "CKV_AWS_24", "CKV_AWS_25", "CKV_AWS_260"],
  remedy: "Name the blocks that need it; only port 443 may be open to 0.0.0.0/0 or ::/0.",
  applies: (type) => type in ingressOf,
  check(resource, report) {
    ingressOf[resource.type as keyof typeof ingressOf](resource.props, report);
  },
});

type Props = Readonly<Record<string, unknown>>;

const ingressOf = {
  "aws:ec2/securityGroup:SecurityGroup": inline,
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": inline,
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": (props: Props, report: Report) =>
    judge(props, "", report),
  "aws:ec2/securityGroupRule:SecurityGroupRule": (props: Props, report: Report) => {
    report.attempt(() => {
      if ((props as Opening).type === "ingress") judge(props, "", report);
    });
  },
};

function inline(props: Props, report: Report): void {
  report.each(
    () => (props as { ingress?: Opening[] }).ingress,
    (opening, i) => judge(opening, `ingress[${i}].`, report),
  );
}

function judge(opening: Opening, at: string, report: Report): void {
  for (const key of ["cidrBlocks", "ipv6CidrBlocks", "cidrIpv4", "cidrIpv6"] as const) {
    report.attempt(() => {
      const open = all(
        () => any(...blocks(opening, key)),
        () => !(opening.fromPort === 443 && opening.toPort === 443),
      );
      if (open) report.violation(`${at}${key} must not hold the whole internet`);
    });
  }
}

/** A question for each block: one that is unknown does not hide the others. */
function blocks(opening: Opening, key: "cidrBlocks" | "ipv6CidrBlocks" | "cidrIpv4" | "cidrIpv6"): (() => boolean)[] {
  const value = opening[key];
  if (!Array.isArray(value)) return strings(value).map((text) => () => isOpen(text));
  return Array.from({ length: value.length }, (_, i) => () => isOpen(value[i]));
}

function isOpen(text: unknown): boolean {
  return Cidr.parse(text)?.open ?? false;
}
