import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { HelmValues } from "../lib/chart-values";
import { externalSecret, type VaultReference } from "../lib/external-secret";
import type { Monitors } from "../lib/monitors";
import type { Caller, PlatformPeers } from "../lib/network-policies";
import { podMonitor, type RelabelConfig } from "../lib/pod-monitor";
import { PlatformNamespace, type PlatformWorkload } from "../lib/platform-namespace";
import {
  alertmanagerConfigSecret,
  monitoringNamespace,
  nodeExporterNamespace,
  operatorLabels,
  ports,
  release,
  workloads,
} from "./names";
import { nodeExporterValues } from "./node-exporter";
import { monitoringPolicies } from "./policies";
import { remoteWriteSecret, type PrometheusValuesArgs, type RemoteWrite } from "./prometheus-values";
import type { TeamNamespaces } from "./team-label";
import { dnsMonitor, tenantMonitors, type ScrapedNamespace } from "./scraped";
import { stackValues } from "./values";

export { addresses, alertmanagerSecretFile, monitoringNamespace, ports, workloads } from "./names";

export interface MonitoringArgs extends Omit<PrometheusValuesArgs, "mesh" | "alertRelabelings" | "externalUrl"> {
  pins: Record<"kubePrometheusStack" | "prometheusNodeExporter", ChartPin>;
  charts: ChartSettings;
  /** The kinds. */
  monitors: Monitors;
  peers: PlatformPeers;
  alertmanagerReplicas: number;
  /** Most samples that a pod of a team exports. */
  podSamples: number;
  nodeCidrs: string[];
  verifyKubelets: boolean;
  /** ClusterIssuer of the webhook's certificate. */
  caIssuer: { name: string; ready: pulumi.Resource[] };
  /** ClusterSecretStore of the environment. Needed only where something is to be read from Vault. */
  store: string;
  teams: TeamNamespaces[];
  /** Namespaces of environments and teams. */
  scraped: ScrapedNamespace[];
  /** Who asks Prometheus and Alertmanager: consoles. */
  callers: Caller[];
  notifications: Notifications;
  /** Values of kube-state-metrics for custom resources that it reports. @default none */
  customResources?: HelmValues;
  /** Where people reach the two. @default absent - nowhere */
  externalUrls?: { prometheus?: string; alertmanager?: string };
}

/** Whom Alertmanager tells what. */
export interface Notifications {
  /** Its configuration, in YAML. Secrets are not in it: it names files of {@link secrets}. */
  config: string;
  /** Secrets out of Vault, by the name of the Secret. */
  secrets: Record<string, Record<string, VaultReference>>;
  /** Addresses that it calls. */
  egress: { cidr: string; port: number }[];
  /** What happens to the labels of alerts before they reach it. */
  relabelings: RelabelConfig[];
}

/** Prometheus and Alertmanager, what they scrape, and the operator that makes them. */
export class Monitoring extends pulumi.ComponentResource {
  /** Rules can be made, and the two asked, once these are there. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: MonitoringArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Monitoring", name, {}, opts);
    const { pins, charts, peers, caIssuer, notifications, externalUrls } = args;
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace: monitoringNamespace,
        workloads: connections(args),
        policies: monitoringPolicies(peers, args.nodeCidrs),
        callers: args.callers,
        peers,
      },
      owned,
    );
    const within = (objectName: string) => ({ name: objectName, namespace: namespaceName });
    const secrets = this.secrets(name, namespaceName, args);
    const config = new k8s.core.v1.Secret(
      `${name}-alertmanager-config`,
      { metadata: within(alertmanagerConfigSecret), stringData: { "alertmanager.yaml": notifications.config } },
      owned,
    );
    const stack = chart(
      `${name}-chart`,
      {
        pin: pins.kubePrometheusStack,
        namespace: namespaceName,
        values: stackValues({
          prometheus: {
            ...args,
            mesh: peers.mesh,
            alertRelabelings: notifications.relabelings,
            externalUrl: externalUrls?.prometheus,
          },
          alertmanager: {
            replicas: args.alertmanagerReplicas,
            storageClass: args.storageClass,
            secrets: Object.keys(notifications.secrets),
            externalUrl: externalUrls?.alertmanager,
          },
          teams: args.teams,
          customResources: args.customResources,
          verifyKubelets: args.verifyKubelets,
          caIssuer: caIssuer.name,
        }),
        settings: charts,
        releaseName: release,
        skipCrds: true, // they are there
      },
      { ...owned, dependsOn: [...ready, config, ...secrets, ...caIssuer.ready] },
    );
    const nodes = this.nodeExporter(args);
    const monitors = [
      { name: "coredns", args: dnsMonitor(peers.dns) },
      ...args.scraped.flatMap((tenant) => tenantMonitors(tenant, args.podSamples)),
    ];
    for (const monitor of monitors) {
      podMonitor(`${name}/${monitor.name}`, within(monitor.name), monitor.args, args.monitors, owned);
    }
    this.ready = [stack, nodes];
    this.registerOutputs();
  }

  /** What stores and receivers ask for. */
  private secrets(
    name: string,
    namespace: pulumi.Input<string>,
    { remoteWrite, notifications, store }: MonitoringArgs,
  ): pulumi.Resource[] {
    const receivers = Object.entries(notifications.secrets).map(([secret, keys]) => ({ name: secret, keys }));
    return [...remoteWrite.map(remoteWriteSecretOf), ...receivers].map((secret) =>
      externalSecret(`${name}-${secret.name}`, { ...secret, namespace, store }, { parent: this }),
    );
  }

  /** In a namespace of its own: it sees the whole node, which nothing else in the platform's monitoring does. */
  private nodeExporter({ pins, charts, peers }: MonitoringArgs): pulumi.Resource {
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      "node-exporter",
      { namespace: nodeExporterNamespace, podSecurity: "privileged", workloads: [], peers },
      owned,
    );
    return chart(
      "node-exporter-chart",
      {
        pin: pins.prometheusNodeExporter,
        namespace: namespaceName,
        values: nodeExporterValues(),
        settings: charts,
        releaseName: workloads.nodeExporter,
      },
      { ...owned, dependsOn: ready },
    );
  }
}

/** Connections of each part but for scraping. */
function connections({ remoteWrite, notifications }: MonitoringArgs): PlatformWorkload[] {
  const namespace = monitoringNamespace;
  const tcp = (flow: { cidr: string; port: number }) => ({ ...flow, protocol: "TCP" as const });
  return [
    {
      name: workloads.prometheus,
      ports: [ports.prometheus],
      metricsPort: ports.prometheus,
      metrics: "chart",
      calls: [{ namespace, workload: workloads.alertmanager, port: ports.alertmanager }],
      egress: remoteWrite.flatMap(storeFlows),
      apiServer: true,
    },
    {
      name: workloads.alertmanager,
      ports: [ports.alertmanager],
      metricsPort: ports.alertmanager,
      metrics: "chart",
      egress: notifications.egress.map(tcp),
    },
    {
      name: workloads.operator,
      labels: operatorLabels.operator,
      metricsPort: ports.operator,
      metrics: "chart",
      apiServer: true,
    },
    {
      name: workloads.webhook,
      labels: operatorLabels.webhook,
      webhookPorts: [ports.operator],
    },
    { name: workloads.kubeStateMetrics, metricsPort: ports.kubeStateMetrics, metrics: "chart", apiServer: true },
  ];
}

function storeFlows({ url, cidrs }: RemoteWrite) {
  const port = Number(new URL(url).port || 443);
  return cidrs.map((cidr) => ({ cidr, port, protocol: "TCP" as const }));
}

/** What a store asks for is in Vault; a user's name, which is no secret, gets into the Secret beside the password. */
function remoteWriteSecretOf({ name, username }: RemoteWrite) {
  const key = username === undefined ? "token" : "password";
  const template = username === undefined ? undefined : { username, password: "{{ .password }}" };
  return { name: remoteWriteSecret(name), keys: { [key]: { entry: `remote-write/${name}`, key } }, template };
}
