import type * as pulumi from "@pulumi/pulumi";
import type { Certificates } from "../../components/certificates";
import { consoleNamespaces, proxyWorkload } from "../../components/consoles/names";
import type { PlatformSecrets } from "../../components/lib/external-secret";
import type { Caller } from "../../components/lib/network-policies";
import { elasticsearchPods, kibanaUpstream, Logging } from "../../components/logging";
import { teamEntry } from "../../components/logging/passwords";
import type { TeamEntry } from "../../components/vault-config";
import type { PlatformConfig } from "../config";
import { charts as pins } from "../versions";
import type { Context } from "./context";

export interface LogsNeeds {
  certificates: Certificates;
  platformSecrets?: PlatformSecrets;
  /** What makes room for pods and volumes, and Secrets out of Vault. */
  ready: pulumi.Resource[];
}

/** Logs of all pods, in Elasticsearch. */
export function logs(
  { config, charts, images, inCluster }: Context,
  { certificates: { caIssuer }, platformSecrets: secrets, ready }: LogsNeeds,
): void {
  const { peers, signIn } = config;
  if (!config.logs || !secrets) return;
  new Logging(
    "logging",
    {
      ...config.logs,
      pins,
      images,
      charts,
      peers,
      secrets,
      caIssuer,
      kibanaAddress: signIn?.consoles.kibana?.address,
      callers: consoleCallers(config),
    },
    { ...inCluster, dependsOn: ready },
  );
}

/** Consoles that show logs. */
function consoleCallers({ signIn }: PlatformConfig): Caller[] {
  const { grafana, proxies } = consoleNamespaces;
  const { consoles = {} } = signIn ?? {};
  return [
    ...(consoles.kibana
      ? [{ from: { namespace: proxies, workload: proxyWorkload("kibana") }, to: kibanaUpstream.pods }]
      : []),
    ...(consoles.grafana ? [{ from: { namespace: grafana, workload: "grafana" }, to: elasticsearchPods }] : []),
  ];
}

/** Entries in Vault with the passwords that teams' people read. */
export function logEntries({ logs: plan, vault }: PlatformConfig): TeamEntry[] {
  const environment = vault?.ownEnvironment;
  if (!plan || environment === undefined) return [];
  return plan.teams.map((team) => ({ environment, team, name: teamEntry }));
}
