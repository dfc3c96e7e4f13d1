import { stated } from "../objects";
import type { Plan } from "../plan";

/** Blocks that mean the same wherever they stand. */
const known: Readonly<Record<string, string>> = {
  "0.0.0.0/0": "internet",
  "::/0": "internet",
  "10.0.0.0/8": "connected networks",
  "172.16.0.0/12": "connected networks",
  "192.168.0.0/16": "connected networks",
  "fc00::/7": "connected networks",
  "169.254.7.127/32": "kubelet",
  "fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128": "kubelet",
  "169.254.170.23/32": "cloud identity",
  "fd00:ec2::23/128": "cloud identity",
};

/** Names of what every cluster has inside: of no interest where the way of a request is drawn. */
export const machinery: ReadonlySet<string> = new Set([
  "kubelet",
  "cloud identity",
  "API server",
  "nodes and pods",
  "services",
]);

/** What people call a block of addresses; the block itself where the plan says nothing of it. */
export function addressNames(plan: Plan): (cidr: string) => string {
  const names = new Map(Object.entries(known));
  for (const { type, props } of plan.resources) {
    const { cidrBlock, tags, kubernetesNetworkConfig } = (props ?? {}) as Props;
    const name = stated(tags?.["Name"]);
    if (type === "aws:ec2/vpc:Vpc") names.set(stated(cidrBlock), "nodes and pods");
    else if (type === "aws:eks/cluster:Cluster")
      names.set(stated(kubernetesNetworkConfig?.serviceIpv4Cidr), "services");
    // Subnets without a way out hold the control plane's interfaces and nothing else.
    else if (type === "aws:ec2/subnet:Subnet" && name.includes("-intra-")) names.set(stated(cidrBlock), "API server");
  }
  for (const cidr of apiServerCidrs(plan.settings)) names.set(cidr, "API server");
  return (cidr) => names.get(cidr) ?? cidr;
}

function apiServerCidrs(settings: Record<string, unknown>): string[] {
  const cluster = settings["platform:cluster"] as { network?: { apiServer?: { cidrs?: unknown } } } | undefined;
  const cidrs = cluster?.network?.apiServer?.cidrs;
  return Array.isArray(cidrs) ? cidrs.map(stated) : [];
}

interface Props {
  cidrBlock?: unknown;
  tags?: Record<string, string>;
  kubernetesNetworkConfig?: { serviceIpv4Cidr?: unknown };
}
