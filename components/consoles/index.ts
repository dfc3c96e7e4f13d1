import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { externalSecret, type PlatformSecrets } from "../lib/external-secret";
import type { PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace, type PlatformWorkload } from "../lib/platform-namespace";
import { PublicService, type Publishing } from "../lib/public-service";
import type { PublishedRoute } from "../lib/public-service-specs";
import { VaultPasswords } from "../lib/vault-passwords";
import { clientSecret, consoleNamespaces, proxyWorkload } from "./names";
import {
  proxyConfig,
  proxyLabels,
  proxyMetricsPort,
  proxyPod,
  secretFiles,
  signInLabels,
  type ProxiedConsole,
  type Provider,
} from "./proxy";

export interface ConsolesArgs {
  /** `registry/repository:tag` of oauth2-proxy. */
  image: string;
  provider: Provider & { egress: { cidr: string; port: number }[] };
  consoles: (ProxiedConsole & { published: PublishedRoute })[];
  /** Pods of each proxy. */
  replicas: number;
  peers: PlatformPeers;
  secrets: PlatformSecrets;
  publishing: Omit<Publishing, "published">;
}

const account = "sign-in-proxy";

/**
 * Consoles that know no sign-in of their own: a proxy before each asks people to sign in, and lets those through who are
 * in its groups. The network lets nobody reach the consoles past it.
 */
export class Consoles extends pulumi.ComponentResource {
  constructor(
    private readonly name: string,
    private readonly args: ConsolesArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("platform:components:Consoles", name, {}, opts);
    const { consoles, peers, provider, publishing, secrets } = args;
    const configs = new Map(consoles.map((console) => [console.name, proxyConfig(provider, console)]));
    const owned = { parent: this };
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace: consoleNamespaces.proxies,
        workloads: [
          {
            name: "sign-in",
            labels: signInLabels,
            metricsPort: proxyMetricsPort,
            egress: provider.egress.map((flow) => ({ ...flow, protocol: "TCP" as const })),
          },
          ...consoles.flatMap(callsOf),
        ],
        peers,
      },
      owned,
    );
    const serviceAccount = new k8s.core.v1.ServiceAccount(
      `${name}-account`,
      { metadata: { name: account, namespace: namespaceName }, automountServiceAccountToken: false },
      owned,
    );
    const cookies = new VaultPasswords(
      `${name}-cookies`,
      {
        passwords: consoles.map((console) => ({
          component: `sign-in-cookies/${console.name}`,
          key: secretFiles.cookie,
          secret: { namespace: namespaceName, name: `${proxyWorkload(console.name)}-cookie` },
        })),
        secrets,
      },
      owned,
    );
    const needed = [...ready, serviceAccount, ...cookies.ready];
    for (const console of consoles) this.proxy(console, configs.get(console.name)!, namespaceName, needed);
    // The namespace is outside of the mesh.
    const plain = { ...publishing, mesh: false };
    const routes = consoles.map(({ published }) => published);
    new PublicService(`${name}-public`, { namespace: namespaceName, routes, publishing: plain }, owned);
    this.registerOutputs();
  }

  private proxy(
    console: ProxiedConsole,
    config: string,
    namespace: pulumi.Input<string>,
    needed: pulumi.Resource[],
  ): void {
    const { image, replicas, secrets } = this.args;
    const { upstream } = console;
    const workload = proxyWorkload(console.name);
    const name = `${this.name}-${console.name}`;
    const files = "files" in upstream ? upstream.files : {};
    const owned = { parent: this };
    const configMap = (suffix: string, data: Record<string, string>) =>
      new k8s.core.v1.ConfigMap(
        `${name}${suffix}`,
        { metadata: { name: `${workload}${suffix}`, namespace }, data },
        owned,
      );
    const client = externalSecret(
      `${name}-client`,
      {
        name: `${workload}-client`,
        namespace,
        secrets,
        keys: { [secretFiles.client]: clientSecret(console.name) },
      },
      owned,
    );
    const mounted = [
      configMap("", { "oauth2-proxy.cfg": config }),
      ...(Object.keys(files).length > 0 ? [configMap("-files", files)] : []),
    ];
    const digest = createHash("sha256")
      .update(JSON.stringify([config, files]))
      .digest("hex");
    const selector = { matchLabels: { "app.kubernetes.io/name": workload } };
    new k8s.apps.v1.Deployment(
      name,
      {
        metadata: { name: workload, namespace, labels: proxyLabels(console.name) },
        spec: { replicas, selector, template: proxyPod(console, { image, account, digest }) },
      },
      { ...owned, dependsOn: [...needed, ...mounted, client] },
    );
    new k8s.policy.v1.PodDisruptionBudget(
      name,
      { metadata: { name: workload, namespace }, spec: { maxUnavailable: 1, selector } },
      owned,
    );
  }
}

function callsOf({ name, upstream }: ProxiedConsole): PlatformWorkload[] {
  return "files" in upstream ? [] : [{ name: proxyWorkload(name), calls: [upstream.pods] }];
}
