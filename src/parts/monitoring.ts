import type * as pulumi from "@pulumi/pulumi";
import { customResourceState } from "../../components/alerts";
import type { Certificates } from "../../components/certificates";
import { storeName } from "../../components/external-secrets";
import { Monitoring, type Notifications } from "../../components/monitoring";
import { MonitoringKinds } from "../../components/monitoring/kinds";
import type { Monitors } from "../../components/lib/monitors";
import type { ScrapedNamespace } from "../../components/monitoring/scraped";
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
  { config, charts, monitors, inCluster }: Context,
  { certificates, ready, notifications = nobody, callers = [] }: MonitoringNeeds,
): Monitoring | undefined {
  if (!config.monitoring || !monitors) return undefined;
  return new Monitoring(
    "monitoring",
    {
      ...config.monitoring,
      pins,
      charts,
      monitors,
      peers: config.peers,
      caIssuer: certificates.caIssuer,
      store: storeName(config.monitoring.environment),
      teams: config.teams.map(({ name, namespaces }) => ({ name, namespaces: namespaces.map((own) => own.name) })),
      scraped: scrapedNamespaces(config),
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

/** Where tenants export metrics. */
export function scrapedNamespaces({ environments, teams }: PlatformConfig): ScrapedNamespace[] {
  const owned = [
    ...environments.map((spec) => ({ ...spec, environment: spec.name, team: undefined })),
    ...teams.flatMap(({ name: team, namespaces }) => namespaces.map((spec) => ({ ...spec, team }))),
  ];
  return owned.map(({ name, environment, team, waypoint = false, workloads }) => ({
    namespace: name,
    environment,
    team,
    waypoint,
    workloads: workloads.flatMap(({ name: workload, metricsPort }) =>
      metricsPort === undefined ? [] : [{ name: workload, metricsPort }],
    ),
  }));
}
