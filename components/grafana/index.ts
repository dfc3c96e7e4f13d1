import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { certificate } from "../lib/certificate-spec";
import { externalSecret, type PlatformSecrets, type VaultReference } from "../lib/external-secret";
import type { Monitors } from "../lib/monitors";
import type { Call, PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace } from "../lib/platform-namespace";
import { PublicService, type Publishing } from "../lib/public-service";
import type { PublishedRoute } from "../lib/public-service-specs";
import { VaultPasswords } from "../lib/vault-passwords";
import { grafanaIni, grafanaPort, secretFiles, type GrafanaSignIn } from "./config";
import { dashboardFiles, dashboardFolders, type DashboardPart, type DashboardTeam } from "./dashboards";
import { dashboardsName, grafanaPod, names } from "./pod";
import { provisioning, type DataSources, type LogSource } from "./provisioning";

export interface GrafanaArgs {
  /** `registry/repository:tag`. */
  image: string;
  namespace: string;
  signIn: GrafanaSignIn & {
    /** Where the issuer is found. */
    egress: { cidr: string; port: number }[];
    /** Where the client's secret is. */
    secret: VaultReference;
  };
  sources: DataSources;
  /** Pods of the sources. */
  calls: Call[];
  /** Parts of the platform that have dashboards. */
  parts: DashboardPart[];
  teams: DashboardTeam[];
  peers: PlatformPeers;
  /** @default none - nobody scrapes it */
  monitors?: Monitors;
  secrets: PlatformSecrets;
  /** ClusterIssuer that also signed Elasticsearch's certificate. */
  caIssuer: { name: string; ready: pulumi.Resource[] };
  published: PublishedRoute;
  publishing: Omit<Publishing, "published">;
}

/**
 * Grafana, with sources and dashboards from this program alone. There is one pod, because it keeps sessions in a file: if
 * it moves, people sign in again, and nothing else is lost.
 */
export class Grafana extends pulumi.ComponentResource {
  constructor(name: string, args: GrafanaArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Grafana", name, {}, opts);
    const { signIn, sources, peers, secrets, publishing } = args;
    const folders = dashboardFolders(args.parts, args.teams);
    const files = {
      ini: grafanaIni(args.published.host, signIn),
      provisioning: provisioning(sources, folders),
      dashboards: folders.map((folder) => ({ ...folder, files: dashboardFiles(folder) })),
    };
    const owned = { parent: this };
    const { namespaceName: namespace, ready } = new PlatformNamespace(
      name,
      {
        namespace: args.namespace,
        workloads: [
          {
            name: names.workload,
            metricsPort: grafanaPort,
            calls: args.calls,
            egress: signIn.egress.map((flow) => ({ ...flow, protocol: "TCP" as const })),
          },
        ],
        peers,
        monitors: args.monitors,
      },
      owned,
    );
    const account = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata: { name: names.workload, namespace }, automountServiceAccountToken: false },
      owned,
    );
    const configMap = (suffix: string, objectName: string, data: Record<string, string>) =>
      new k8s.core.v1.ConfigMap(`${name}-${suffix}`, { metadata: { name: objectName, namespace }, data }, owned);
    const mounted = [
      configMap("config", names.config, { "grafana.ini": files.ini }),
      configMap("provisioning", names.provisioning, {
        "datasources.yaml": files.provisioning.datasources,
        "dashboards.yaml": files.provisioning.dashboards,
      }),
      ...files.dashboards.map((folder) => configMap(`dashboards-${folder.uid}`, dashboardsName(folder), folder.files)),
    ];
    const passwords = new VaultPasswords(
      `${name}-passwords`,
      {
        passwords: [
          { component: "grafana", key: secretFiles.adminPassword, secret: { namespace, name: names.admin } },
          { component: "grafana-key", key: secretFiles.key, secret: { namespace, name: names.key } },
        ],
        secrets,
      },
      owned,
    );
    const client = externalSecret(
      `${name}-client`,
      { name: names.client, namespace, store: secrets.store, keys: { [secretFiles.client]: signIn.secret } },
      { ...owned, dependsOn: secrets.ready },
    );
    const logs = sources.elasticsearch ? this.logSecrets(name, namespace, args, sources.elasticsearch) : [];
    const digest = createHash("sha256").update(JSON.stringify(files)).digest("hex");
    const selector = { "app.kubernetes.io/name": names.workload };
    new k8s.apps.v1.Deployment(
      name,
      {
        metadata: { name: names.workload, namespace, labels: selector },
        spec: {
          replicas: 1,
          selector: { matchLabels: selector },
          template: grafanaPod({ image: args.image, dashboards: folders, logs: sources.elasticsearch, digest }),
        },
      },
      { ...owned, dependsOn: [...ready, account, ...mounted, ...passwords.ready, client, ...logs] },
    );
    // Its namespace is outside of the mesh.
    const plain = { ...publishing, mesh: false };
    new PublicService(`${name}-public`, { namespace, routes: [args.published], publishing: plain }, owned);
    this.registerOutputs();
  }

  /** The password of the source of logs, and a certificate for the authority that comes with it. */
  private logSecrets(
    name: string,
    namespace: pulumi.Input<string>,
    { secrets, caIssuer, namespace: plain }: GrafanaArgs,
    { password, passwordSecret, caSecret }: LogSource,
  ): pulumi.Resource[] {
    const { name: secret, key } = passwordSecret;
    return [
      externalSecret(
        `${name}-logs`,
        { name: secret, namespace, store: secrets.store, keys: { [key]: password } },
        { parent: this, dependsOn: secrets.ready },
      ),
      certificate(
        `${name}-logs-ca`,
        { name: caSecret, namespace, issuer: caIssuer.name, dnsNames: [`${names.workload}.${plain}.svc`] },
        { parent: this, dependsOn: caIssuer.ready },
      ),
    ];
  }
}
