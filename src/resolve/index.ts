import type { ClusterArgs } from "../../components/cluster";
import type { NamespaceSpec } from "../../components/lib/governed-namespace";
import type { PlatformPeers } from "../../components/lib/network-policies";
import type { Settings } from "../settings";
import { addressBlocks, apiServerAddresses } from "../settings/addresses";
import { admissionPlan, type AdmissionPlan } from "./admission";
import { alertsPlan, type AlertsPlan } from "./alerts";
import { backupPlan, type BackupPlan } from "./backup";
import { certificatesPlan, type CertificatesPlan } from "./certificates";
import { clusterArgs } from "./cluster";
import { signInPlan, type SignInPlan } from "./consoles";
import { costPlan, type CostPlan } from "./cost";
import { dnsPlan, type DnsPlan } from "./dns";
import { fluxPlan, type FluxPlan } from "./flux";
import { gitlabPlan, type GitlabPlan } from "./gitlab";
import { imageTrustPlan, type ImageTrustPlan } from "./image-trust";
import { ingressPlan, type IngressPlan } from "./ingress";
import { logsPlan, type LogsPlan } from "./logs";
import { meshPlan, type MeshPlan } from "./mesh";
import { monitoringPlan, type MonitoringPlan } from "./monitoring";
import { publishedRoutes, type Published } from "./published";
import { storagePlan, type StoragePlan } from "./storage";
import { vaultPeer, vaultPlan, type VaultPlan } from "./vault";
import { vaultConfigPlan, type VaultConfigPlan } from "./vault-config";

/** Configuration with every default filled in and every reference resolved: plain values for the components. */
export interface PlatformConfig {
  cluster: ClusterArgs;
  /** Groups as the API server sees them, with their prefix. */
  access: Record<"admins" | "operators" | "developers" | "viewers", string[]> & {
    /** Groups that are cluster-admin while it is enabled, and nothing otherwise. */
    breakGlass: { enabled: boolean; groups: string[] };
  };
  peers: PlatformPeers;
  /** @default absent - the mesh is off */
  mesh?: MeshPlan;
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
  /** @default absent - nothing evaluates rules */
  alerts?: AlertsPlan;
  certificates: CertificatesPlan;
  /** @default absent - nothing keeps secrets */
  vault?: VaultPlan;
  /** @default absent - the program does not configure it, or not yet */
  vaultConfig?: VaultConfigPlan;
  /** @default absent - no console has a client at the sign-in provider */
  signIn?: SignInPlan;
  /** @default absent - nothing is deployed from Git */
  flux?: FluxPlan;
  /** @default absent - the program manages nothing in GitLab */
  gitlab?: GitlabPlan;
  /** @default absent - nobody verifies signatures */
  imageTrust?: ImageTrustPlan;
  /** @default absent - nobody watches */
  monitoring?: MonitoringPlan;
  /** @default absent - logs stay on the nodes, or Vault is not configured yet */
  logs?: LogsPlan;
  /** @default absent - only plans are judged */
  admission?: AdmissionPlan;
  cost: CostPlan;
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
  const mesh = meshPlan(settings);
  const spec = (namespace: Parameters<typeof namespaceSpec>[0]) => namespaceSpec(namespace, mesh?.waypoints ?? []);
  const certificates = certificatesPlan(settings);
  const vault = vaultPlan(settings, certificates);
  const signIn = signInPlan(settings, certificates);
  const published = publishedRoutes(settings, certificates);
  const backup = backupPlan(settings);
  const cost = costPlan(stack, settings);
  const logs = logsPlan(settings);
  const everyNamespace = [...environments, ...teams.flatMap((team) => team.namespaces)].map(spec);
  const withPrefix = (groups: string[]) => groups.map((group) => access.groupPrefix + group);
  const tenants = {
    environments: environments.map(spec),
    teams: teams.map((team) => ({
      name: team.name,
      groups: { developers: withPrefix(team.groups.developers), viewers: withPrefix(team.groups.viewers) },
      namespaces: team.namespaces.map((namespace) => ({
        ...spec(namespace),
        environment: namespace.environment ?? environments[0]!.name,
      })),
    })),
  };
  const flux = fluxPlan(settings, { certificates, ...tenants });
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
      mesh: mesh !== undefined,
      vault: vaultPeer(settings),
      apiServer: apiServerAddresses(cluster),
      clusterCidrs: addressBlocks(cluster).map(({ cidr }) => cidr),
    },
    mesh,
    charts: { ...settings.charts, await: cluster.kind !== "existing" || cluster.await },
    ingress: ingressPlan(settings, {
      namespaces: everyNamespace,
      published: [
        ...published,
        ...(vault?.published ? [vault.published] : []),
        ...(flux?.webhook ? [flux.webhook] : []),
        ...Object.values(signIn?.consoles ?? {}).map((console) => console.published),
      ],
      certificates,
    }),
    dns: dnsPlan(stack, settings),
    storage: storagePlan(settings),
    backup,
    alerts: alertsPlan(settings, { published, backup, cost, logs }),
    certificates,
    vault,
    vaultConfig: vaultConfigPlan(settings, vault),
    signIn,
    flux,
    gitlab: gitlabPlan(stack, settings, { vault, flux }),
    imageTrust: imageTrustPlan(settings),
    monitoring: monitoringPlan(stack, settings),
    logs,
    admission: admissionPlan(stack, settings),
    cost,
    published,
    ...tenants,
  };
}

/** A call without a namespace stays in the caller's own. */
function namespaceSpec(
  given: Settings["environments"][number] | Settings["teams"][number]["namespaces"][number],
  waypoints: string[],
): NamespaceSpec {
  const workloads = given.workloads.map(({ name, ports, ingressPorts, metricsPort, calls, egress, apiServer }) => ({
    name,
    ports,
    ingressPorts,
    metricsPort,
    egress,
    apiServer,
    calls: calls.map((call) => {
      const namespace = call.namespace ?? given.name;
      return { ...call, namespace, ...(waypoints.includes(namespace) ? { throughWaypoint: true } : {}) };
    }),
  }));
  const { name, quota, containers, apiServer, waypoint } = given;
  return { name, quota, containers, apiServer, waypoint, workloads };
}
