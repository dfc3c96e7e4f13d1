import { awsSubnets, vpcPrefixes } from "../../../components/cluster/aws/subnets";
import { azureSubnets, vnetPrefixes } from "../../../components/cluster/azure/subnets";
import { parseCidr } from "../../../components/lib/cidr";
import { awsZones } from "../addresses";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { duplicates } from "./placed";

type Created = Extract<Settings["cluster"], { kind: "aws" | "azure" }>;

/** Rules about clusters that the program makes. */
export function clusterProblems({ cluster }: Partial<Settings>): Problem[] {
  if (!cluster || cluster.kind === "existing") return [];
  return [
    ...(cluster.kind === "aws" ? awsProblems(cluster) : azureProblems(cluster)),
    ...adminProblems(cluster),
    ...poolProblems(cluster),
    ...networkStateProblems(cluster),
  ];
}

function awsProblems({ region, network }: Extract<Created, { kind: "aws" }>): Problem[] {
  const zones = network.zones ?? [];
  const foreign = zones.flatMap((zone, i): Problem[] => {
    if (zone.startsWith(region) && /^[a-f]$/.test(zone.slice(region.length))) return [];
    const at = path("cluster", "network", "zones", i);
    return [{ at, must: `be a zone of region ${region}`, got: zone, remedy: `write for example ${region}a` }];
  });
  const zoneProblems = [
    ...foreign,
    ...duplicates(zones.map((zone, i) => [path("cluster", "network", "zones", i), zone])),
  ];
  if (network.terraformState) return zoneProblems;
  return [
    ...zoneProblems,
    ...(awsSubnets(network.vpcCidr, awsZones(region, network.zones))
      ? []
      : [sizeProblem("vpcCidr", network.vpcCidr, vpcPrefixes)]),
    ...onlyWithState("endpointCidrs", network.endpointCidrs, "makes the endpoints of its own network"),
  ];
}

function azureProblems({ network }: Extract<Created, { kind: "azure" }>): Problem[] {
  const zones = network.zones.flatMap((zone, i): Problem[] => {
    if (["1", "2", "3"].includes(zone)) return [];
    const at = path("cluster", "network", "zones", i);
    return [{ at, must: 'be a zone of the region: "1", "2" or "3"', got: zone, remedy: "write each of them once" }];
  });
  const problems = [
    ...zones,
    ...duplicates(network.zones.map((zone, i) => [path("cluster", "network", "zones", i), zone])),
  ];
  if (network.terraformState || azureSubnets(network.vnetCidr)) return problems;
  return [...problems, sizeProblem("vnetCidr", network.vnetCidr, vnetPrefixes)];
}

function sizeProblem(key: string, cidr: string, { largest, smallest }: { largest: number; smallest: number }): Problem {
  const tooSmall = (parseCidr(cidr)?.prefix ?? 0) > smallest;
  return {
    at: path("cluster", "network", key),
    must: `be an IPv4 block from /${largest} to /${smallest}${tooSmall ? ", because the subnets of three zones do not fit into less" : ""}`,
    got: cidr,
    remedy: "write for example 10.0.0.0/16",
  };
}

/** Access is by explicit entries only: without one the cluster would obey nobody. */
function adminProblems(cluster: Created): Problem[] {
  if (cluster.admins.length > 0 || cluster.bootstrapState) return [];
  const what = cluster.kind === "aws" ? "a role of IAM" : "a group of Entra ID";
  const must = `name ${what}, because nobody else can reach the cluster, not even who made it`;
  return [{ at: path("cluster", "admins"), must, remedy: "add it, or set platform:cluster.bootstrapState" }];
}

function poolProblems({ nodePools }: Created): Problem[] {
  return (["system", "workloads", "storage"] as const).flatMap((name): Problem[] => {
    const pool = nodePools[name];
    if (!pool) return [];
    const at = path("cluster", "nodePools", name, "maxNodes");
    const problems: Problem[] = [];
    if (pool.maxNodes < pool.minNodes) {
      const must = `be at least minNodes (${pool.minNodes})`;
      problems.push({ at, must, got: pool.maxNodes, remedy: "raise it" });
    }
    if (name === "storage" && pool.minNodes < 3) {
      const must = "be 3 or more, because every zone has its own copy of the data";
      const remedy = "write 3";
      problems.push({ at: path("cluster", "nodePools", name, "minNodes"), must, got: pool.minNodes, remedy });
    }
    return problems;
  });
}

function networkStateProblems({ network }: Created): Problem[] {
  if (network.terraformState) {
    if (network.controlPlaneCidrs.length > 0) return [];
    const must =
      "name the addresses of the control plane's subnets, because network.terraformState gives only their IDs";
    return [
      {
        at: path("cluster", "network", "controlPlaneCidrs"),
        must,
        remedy: "write the blocks of the subnets in the output intra_subnet_ids (Azure: api_server_subnet_id)",
      },
    ];
  }
  return onlyWithState("controlPlaneCidrs", network.controlPlaneCidrs, "divides its own network");
}

function onlyWithState(key: string, cidrs: string[], does: string): Problem[] {
  if (cidrs.length === 0) return [];
  const must = `be left out unless network.terraformState is set, because the program ${does}`;
  return [{ at: path("cluster", "network", key), must, got: cidrs.join(", "), remedy: "remove it" }];
}
