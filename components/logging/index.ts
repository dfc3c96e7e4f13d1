import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { certificate } from "../lib/certificate-spec";
import type { ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { PlatformSecrets } from "../lib/external-secret";
import type { Caller, PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace } from "../lib/platform-namespace";
import { VaultPasswords } from "../lib/vault-passwords";
import { skipAwaitAnnotation } from "../lib/waiting";
import { aggregator } from "./aggregator";
import { LogCollectors } from "./collectors";
import { elasticsearchAnnotations, elasticsearchSpec, kibanaSpec } from "./elasticsearch-spec";
import {
  addresses,
  certificates,
  cluster,
  elasticsearchLabels,
  namespaces,
  ports,
  rolesSecret,
  snapshots,
  workloads,
} from "./names";
import { ElasticOperator } from "./operator";
import { logPasswords } from "./passwords";
import { setupJob } from "./setup";
import { setupRequests } from "./setup-requests";
import type { LogStream } from "./streams";
import { logRoles, logUsers } from "./users";
import { logCallers, logWorkloads } from "./workloads";

export interface LoggingArgs {
  pins: Record<"eckOperator" | "fluentBitCollector", ChartPin>;
  /** Images with their tags. */
  images: Record<"elasticsearch" | "kibana" | "fluentd", string>;
  charts: ChartSettings;
  peers: PlatformPeers;
  secrets: PlatformSecrets;
  /** ClusterIssuer of everybody's certificates. */
  caIssuer: { name: string; ready: pulumi.Resource[] };
  nodes: number;
  /** Memory and volume of a node, and volume of an aggregator (GiB). */
  memoryGiB: number;
  storageGiB: number;
  bufferGiB: number;
  /** @default the cluster's own */
  storageClass?: string;
  /** @default absent - no snapshots */
  snapshots?: { retentionDays: number; storageGiB: number; storageClass: string };
  streams: LogStream[];
  teams: string[];
  /** @default absent - no audit log of the API server is read */
  apiServerAuditPath?: string;
  /** Whether the engine refuses to delete Elasticsearch and its snapshots. */
  protect: boolean;
  /** How people reach Kibana. @default absent - they do not */
  kibanaAddress?: string;
  /** Consoles that call Kibana or Elasticsearch. */
  callers: Caller[];
}

/**
 * Logs of all pods: collectors on the nodes, aggregators that mask secrets and choose the stream by the namespace,
 * Elasticsearch, in which each team reads its own, and Kibana. Elasticsearch and Kibana are objects of our own and not
 * of Elastic's chart: packs judge them, and the plan shows them.
 */
export class Logging extends pulumi.ComponentResource {
  constructor(
    private readonly name: string,
    private readonly args: LoggingArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("platform:components:Logging", name, {}, opts);
    const { pins, charts, peers, secrets, images, streams, teams } = args;
    const owned = { parent: this };
    const wait = charts.await ?? true;
    const { namespaceName: namespace, ready } = new PlatformNamespace(
      name,
      { namespace: namespaces.logs, workloads: logWorkloads, callers: [...logCallers, ...args.callers], peers },
      owned,
    );
    const operator = new ElasticOperator(
      `${name}-operator`,
      { ...args, pin: pins.eckOperator },
      { ...owned, dependsOn: ready }, // it gets a role in this namespace
    );
    const passwords = new VaultPasswords(
      `${name}-passwords`,
      { passwords: logPasswords(namespace, teams), secrets },
      owned,
    );
    const accounts = [workloads.aggregator, workloads.setup].map(
      (account) =>
        new k8s.core.v1.ServiceAccount(
          `${name}-${account}`,
          { metadata: { name: account, namespace }, automountServiceAccountToken: false },
          owned,
        ),
    );
    const needed = [...ready, ...accounts, ...passwords.ready, ...this.certificates(namespace)];
    const elasticsearch = this.elasticsearch(namespace, [...operator.ready, ...needed]);
    const kibana = this.kibana(namespace, [elasticsearch]);
    setupJob(
      `${name}-setup`,
      { namespace, image: images.elasticsearch, requests: setupRequests(args), await: wait },
      { ...owned, dependsOn: [...needed, kibana] },
    );
    aggregator(
      `${name}-aggregator`,
      { ...args, namespace, image: images.fluentd, streams, await: wait },
      { ...owned, dependsOn: needed },
    );
    this.monitor(namespace);
    new LogCollectors(`${name}-collectors`, { ...args, pin: pins.fluentBitCollector }, owned);
    this.registerOutputs();
  }

  private certificates(namespace: pulumi.Input<string>): pulumi.Resource[] {
    const { caIssuer } = this.args;
    const requests = [
      { name: certificates.elasticsearch, dnsNames: serviceNames(`${cluster}-es-http`) },
      { name: certificates.kibana, dnsNames: serviceNames(`${cluster}-kb-http`) },
      { name: certificates.aggregator, dnsNames: serviceNames(workloads.aggregator) },
    ];
    return requests.map((request) =>
      certificate(
        `${this.name}-${request.name}`,
        { ...request, namespace, issuer: caIssuer.name },
        { parent: this, dependsOn: caIssuer.ready },
      ),
    );
  }

  private elasticsearch(namespace: pulumi.Input<string>, dependsOn: pulumi.Resource[]): pulumi.Resource {
    const { args, name } = this;
    const { teams } = args;
    const owned = { parent: this };
    const roles = new k8s.core.v1.Secret(
      `${name}-roles`,
      {
        metadata: { name: rolesSecret, namespace },
        // No secret, but what the operator asks for. JSON is YAML.
        stringData: { "roles.yml": JSON.stringify(logRoles(teams), undefined, 2) },
      },
      owned,
    );
    const volume = args.snapshots ? [this.snapshotVolume(namespace, args.snapshots)] : [];
    return this.object(
      "elasticsearch.k8s.elastic.co/v1",
      "Elasticsearch",
      { name: cluster, namespace, annotations: elasticsearchAnnotations },
      elasticsearchSpec({
        ...args,
        image: args.images.elasticsearch,
        users: logUsers(teams).map((user) => user.name),
        snapshots: args.snapshots !== undefined,
      }),
      { dependsOn: [...dependsOn, roles, ...volume], protect: args.protect },
    );
  }

  /** Of all nodes together. Velero saves it to the bucket of the other region. */
  private snapshotVolume(
    namespace: pulumi.Input<string>,
    { storageGiB, storageClass }: NonNullable<LoggingArgs["snapshots"]>,
  ): pulumi.Resource {
    return new k8s.core.v1.PersistentVolumeClaim(
      `${this.name}-snapshots`,
      {
        metadata: { name: snapshots.claim, namespace, annotations: { [skipAwaitAnnotation]: "true" } },
        spec: {
          accessModes: ["ReadWriteMany"],
          storageClassName: storageClass,
          resources: { requests: { storage: `${storageGiB}Gi` } },
        },
      },
      { parent: this, protect: this.args.protect },
    );
  }

  private kibana(namespace: pulumi.Input<string>, dependsOn: pulumi.Resource[]): pulumi.Resource {
    const { images, kibanaAddress: address } = this.args;
    const spec = kibanaSpec({ image: images.kibana, address });
    return this.object("kibana.k8s.elastic.co/v1", "Kibana", { name: cluster, namespace }, spec, { dependsOn });
  }

  /** Of the aggregators, which no chart makes. */
  private monitor(namespace: pulumi.Input<string>): void {
    const { monitors } = this.args.charts;
    if (!monitors) return;
    const name = workloads.aggregator;
    const spec = {
      selector: { matchLabels: { "app.kubernetes.io/name": name } },
      podMetricsEndpoints: [{ portNumber: ports.aggregatorMetrics, path: "/metrics" }],
    };
    this.object("monitoring.coreos.com/v1", "PodMonitor", { name, namespace }, spec, { dependsOn: monitors.ready });
  }

  private object(
    apiVersion: string,
    kind: string,
    metadata: { name: string; namespace: pulumi.Input<string>; annotations?: Record<string, string> },
    spec: object,
    opts: pulumi.CustomResourceOptions,
  ): pulumi.Resource {
    return new k8s.apiextensions.CustomResource(
      `${this.name}-${kind.toLowerCase()}`,
      { apiVersion, kind, metadata, spec },
      { parent: this, ...opts },
    );
  }
}

function serviceNames(service: string): string[] {
  return [service, `${service}.${namespaces.logs}`, `${service}.${namespaces.logs}.svc`];
}

/** Kibana as consoles see it. */
export const kibanaUpstream = {
  url: addresses.kibana,
  pods: { namespace: namespaces.logs, workload: workloads.kibana, port: ports.kibana },
};

/** Elasticsearch as consoles see it. */
export const elasticsearchPods = {
  namespace: namespaces.logs,
  workload: workloads.elasticsearch,
  labels: elasticsearchLabels,
  port: ports.elasticsearch,
};
