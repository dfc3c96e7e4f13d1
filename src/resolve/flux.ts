import { readFileSync } from "node:fs";
import type { AlertChannel, Fleet, Rhythm, Tenant, UpdatedImage } from "../../components/flux/args";
import { environmentTenant, fluxNamespace, teamTenant } from "../../components/flux/names";
import type { Previews } from "../../components/flux/preview-objects";
import { webhookPort, webhookWorkload } from "../../components/flux/workloads";
import {
  addresses as monitoringAddresses,
  monitoringNamespace,
  ports as monitoringPorts,
  workloads as monitoringWorkloads,
} from "../../components/monitoring/names";
import type { NamespaceSpec } from "../../components/lib/governed-namespace";
import type { Settings } from "../settings";
import { fluxHost, type FluxSettings } from "../settings/flux";
import { hostIssuer, type CertificatesPlan } from "./certificates";
import type { Published } from "./published";

/** Flux, as the settings describe it. */
export interface FluxPlan extends Rhythm {
  fleet: Fleet;
  addresses: string[];
  sshPort: number;
  /** Address of GitLab, without a path, and the fleet's project there. */
  gitlab: string;
  project: string;
  statuses: boolean;
  /** @default absent - it only polls */
  webhook?: Published;
  /** @default absent - people alone update images */
  images?: { updated: UpdatedImage[]; path: string };
  tenants: Tenant[];
  previews: Previews[];
  /** @default absent - there is no Alertmanager */
  alerts?: AlertChannel;
}

/** What other parts of the plan tell. */
interface Given {
  certificates: CertificatesPlan;
  environments: NamespaceSpec[];
  teams: { name: string; groups: Previews["groups"]; namespaces: (NamespaceSpec & { environment: string })[] }[];
}

/** Undefined where nothing is deployed from Git. */
export function fluxPlan(settings: Settings, given: Given): FluxPlan | undefined {
  const { flux } = settings;
  if (flux.kind === "none") return undefined;
  const { repository, committers, intervalMinutes, timeoutMinutes, retryMinutes, pollMinutes, statuses } = flux;
  const { url, branch, knownHosts, addresses } = repository;
  const { hostname, port, pathname } = new URL(url);
  const folder = (path: string) => (repository.path === undefined ? path : `${repository.path}/${path}`);
  return {
    fleet: { url, branch, knownHosts, committers: committers.map(committerOf), pollMinutes },
    addresses,
    sshPort: Number(port || 22),
    gitlab: `https://${hostname}`,
    project: pathname.replace(/^\/|\.git$/g, ""),
    statuses,
    intervalMinutes,
    timeoutMinutes,
    retryMinutes,
    webhook: flux.webhook ? webhookOf(settings, given.certificates) : undefined,
    images: flux.imageAutomation ? { updated: imagesOf(settings), path: folder("teams") } : undefined,
    alerts: settings.monitoring.kind === "none" ? undefined : alertChannel,
    tenants: tenantsOf(given, folder),
    previews: previewsOf(settings, given, folder),
  };
}

const alertChannel: AlertChannel = {
  address: monitoringAddresses.alertmanager,
  namespace: monitoringNamespace,
  workload: monitoringWorkloads.alertmanager,
  port: monitoringPorts.alertmanager,
};

function committerOf({ name, keyFile }: FluxSettings["committers"][number]): Fleet["committers"][number] {
  return { name, kind: keyFile.endsWith(".pub") ? "ssh" : "pgp", key: readFileSync(keyFile, "utf8") };
}

function webhookOf(settings: Settings, certificates: CertificatesPlan): Published | undefined {
  const host = fluxHost(settings);
  return (
    host && {
      host: host.name,
      path: "/",
      class: "public",
      namespace: fluxNamespace,
      environment: host.environment,
      workload: webhookWorkload,
      port: webhookPort,
      issuer: hostIssuer(host.environment, certificates),
    }
  );
}

/** Every environment's shared namespace, and every team in each environment where it has namespaces. */
function tenantsOf({ environments, teams }: Given, folder: (path: string) => string): Tenant[] {
  const shared = environments.map(({ name }) => ({
    name: environmentTenant(name),
    environment: name,
    path: folder(`environments/${name}`),
    namespaces: [name],
  }));
  const owned = teams.flatMap((team) => {
    const used = [...new Set(team.namespaces.map(({ environment }) => environment))];
    return used.map((environment) => ({
      name: teamTenant(team.name, environment),
      team: team.name,
      environment,
      path: folder(`teams/${team.name}/${environment}`),
      namespaces: team.namespaces.filter((namespace) => namespace.environment === environment).map(({ name }) => name),
    }));
  });
  return [...shared, ...owned];
}

function imagesOf({ teams }: Settings): UpdatedImage[] {
  return teams.flatMap(({ name: team, images }) => images.map((image) => ({ team, ...image })));
}

function previewsOf(
  { teams, environments }: Settings,
  { certificates, ...given }: Given,
  folder: (path: string) => string,
): Previews[] {
  return teams.flatMap(({ name, previews }, i) => {
    if (!previews) return [];
    const { namespace: copied, workload, ...rest } = previews;
    const team = given.teams[i]!;
    const { environment, containers, workloads } = team.namespaces.find((namespace) => namespace.name === copied)!;
    const published = teams[i]!.namespaces.find((namespace) => namespace.name === copied)!.workloads.find(
      (each) => each.name === workload,
    )!.publish[0]!;
    return [
      {
        ...rest,
        team: name,
        namespace: copied,
        environment,
        path: folder(`teams/${name}/preview`),
        groups: team.groups,
        containers,
        workloads,
        domain: environments.find((each) => each.name === environment)!.domain!,
        published: { workload, port: published.port, issuer: hostIssuer(environment, certificates) },
      },
    ];
  });
}
