import type * as pulumi from "@pulumi/pulumi";
import { customResourceState } from "../../components/alerts";
import type { Certificates } from "../../components/certificates";
import { storeName } from "../../components/external-secrets";
import { Monitoring, type Notifications } from "../../components/monitoring";
import { MonitoringKinds } from "../../components/monitoring/kinds";
import type { Monitors } from "../../components/lib/monitors";
import type { ScrapedWorkload } from "../../components/monitoring/pod-monitors";
import type { Caller } from "../../components/lib/network-policies";
import type { PlatformConfig } from "../config";
import { charts as pins } from "../versions";
import type { Context } from "./context";

/** The kinds of monitors, before every chart that makes one. Undefined where nobody would read them. */
export function monitoringKinds({
  config,
  charts,
  inCluster,
}: Pick<Context, "config" | "charts" | "inCluster">): Monitors | undefined {
  if (!config.monitoring) return undefined;
  return new MonitoringKinds("monitoring-kinds", { pin: pins.prometheusOperatorCrds, charts }, inCluster).monitors;
}

export interface MonitoringNeeds {
  certificates: Certificates;
  /** What makes room for pods and volumes, and Secrets out of Vault. */
  ready: pulumi.Resource[];
  /** Whom Alertmanager tells what. @default nobody */
  notifications?: Notifications;
  /** Consoles that ask Prometheus or Alertmanager. @default none */
  callers?: Caller[];
}

/** Prometheus and Alertmanager. */
export function monitoring(
  { config, charts, inCluster }: Context,
  { certificates, ready, notifications = nobody, callers = [] }: MonitoringNeeds,
): Monitoring | undefined {
  if (!config.monitoring) return undefined;
  return new Monitoring(
    "monitoring",
    {
      ...config.monitoring,
      pins,
      charts,
      peers: config.peers,
      caIssuer: certificates.caIssuer,
      store: storeName(config.monitoring.environment),
      teams: config.teams.map(({ name, namespaces }) => ({ name, namespaces: namespaces.map((own) => own.name) })),
      scraped: scrapedWorkloads(config),
      callers,
      notifications,
      externalUrls: {
        prometheus: config.signIn?.consoles.prometheus?.address,
        alertmanager: config.signIn?.consoles.alertmanager?.address,
      },
      customResources: config.alerts && customResourceState(config.alerts.parts),
    },
    { ...inCluster, dependsOn: ready },
  );
}

const nobody: Notifications = {
  config: "route: { receiver: nobody }\nreceivers: [{ name: nobody }]\n",
  secrets: {},
  egress: [],
  relabelings: [],
};

/** Workloads of environments and teams with a port for metrics. */
export function scrapedWorkloads({ environments, teams }: PlatformConfig): ScrapedWorkload[] {
  const owned = [
    ...environments.map((spec) => ({ spec, environment: spec.name, team: undefined })),
    ...teams.flatMap(({ name, namespaces }) =>
      namespaces.map((spec) => ({ spec, environment: spec.environment, team: name })),
    ),
  ];
  return owned.flatMap(({ spec, environment, team }) =>
    spec.workloads.flatMap(({ name: workload, metricsPort: port }) =>
      port === undefined ? [] : [{ namespace: spec.name, environment, team, workload, port }],
    ),
  );
}
