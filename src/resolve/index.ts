import type { ClusterArgs } from "../../components/cluster";
import type { NamespaceSpec } from "../../components/lib/governed-namespace";
import type { PlatformPeers } from "../../components/lib/network-policies";
import type { Settings } from "../settings";
import { addressBlocks, apiServerAddresses } from "../settings/addresses";
import { backupPlan, type BackupPlan } from "./backup";
import { certificatesPlan, type CertificatesPlan } from "./certificates";
import { clusterArgs } from "./cluster";
import { dnsPlan, type DnsPlan } from "./dns";
import { ingressPlan, type IngressPlan } from "./ingress";
import { publishedRoutes, type Published } from "./published";
import { storagePlan, type StoragePlan } from "./storage";

/** Configuration with every default filled in and every reference resolved: plain values for the components. */
export interface PlatformConfig {
  cluster: ClusterArgs;
  /** Groups as the API server sees them, with their prefix. */
  access: Record<"admins" | "operators" | "developers" | "viewers", string[]> & {
    /** Groups that are cluster-admin while it is enabled, and nothing otherwise. */
    breakGlass: { enabled: boolean; groups: string[] };
  };
  peers: PlatformPeers;
  /** Where charts come from, and whether their objects are waited for. */
  charts: { source?: string; await: boolean };
  /** @default absent - nothing comes in */
  ingress?: IngressPlan;
  /** @default absent - somebody else writes DNS records */
  dns?: DnsPlan;
  /** @default absent - volumes come from the cloud or from what the cluster has */
  storage?: StoragePlan;
  /** @default absent - no backups */
  backup?: BackupPlan;
  certificates: CertificatesPlan;
  /** What is reached from outside. */
  published: Published[];
  /** One namespace per environment, of the same name. */
  environments: NamespaceSpec[];
  teams: {
    name: string;
    groups: { developers: string[]; viewers: string[] };
    namespaces: (NamespaceSpec & { environment: string })[];
  }[];
}

/** What the settings of a stack, which are valid, mean for the components. */
export function resolve(stack: string, settings: Settings): PlatformConfig {
  const { cluster, access, network, environments, teams } = settings;
  const certificates = certificatesPlan(settings);
  const published = publishedRoutes(settings, certificates);
  const everyNamespace = [...environments, ...teams.flatMap((team) => team.namespaces)].map(namespaceSpec);
  const withPrefix = (groups: string[]) => groups.map((group) => access.groupPrefix + group);
  return {
    cluster: clusterArgs(stack, settings),
    access: {
      admins: withPrefix(access.admins),
      operators: withPrefix(access.operators),
      developers: withPrefix(access.developers),
      viewers: withPrefix(access.viewers),
      breakGlass: { ...access.breakGlass, groups: withPrefix(access.breakGlass.groups) },
    },
    peers: {
      ...network,
      apiServer: apiServerAddresses(cluster),
      clusterCidrs: addressBlocks(cluster).map(({ cidr }) => cidr),
    },
    charts: { ...settings.charts, await: cluster.kind !== "existing" || cluster.await },
    ingress: ingressPlan(settings, { namespaces: everyNamespace, published, certificates }),
    dns: dnsPlan(stack, settings),
    storage: storagePlan(settings),
    backup: backupPlan(settings),
    certificates,
    published,
    environments: environments.map(namespaceSpec),
    teams: teams.map((team) => ({
      name: team.name,
      groups: { developers: withPrefix(team.groups.developers), viewers: withPrefix(team.groups.viewers) },
      namespaces: team.namespaces.map((namespace) => ({
        ...namespaceSpec(namespace),
        environment: namespace.environment ?? environments[0]!.name,
      })),
    })),
  };
}

/** A call without a namespace stays in the caller's own. */
function namespaceSpec(
  given: Settings["environments"][number] | Settings["teams"][number]["namespaces"][number],
): NamespaceSpec {
  const workloads = given.workloads.map(({ name, ports, ingressPorts, metricsPort, calls, egress, apiServer }) => ({
    name,
    ports,
    ingressPorts,
    metricsPort,
    egress,
    apiServer,
    calls: calls.map((call) => ({ ...call, namespace: call.namespace ?? given.name })),
  }));
  const { name, quota, containers, apiServer } = given;
  return { name, quota, containers, apiServer, workloads };
}
