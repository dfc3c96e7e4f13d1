import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "./lib/chart";
import type { ChartPin } from "./lib/chart-pin";
import type { HelmValues } from "./lib/chart-values";
import { externalSecret, type PlatformSecrets, type VaultReference } from "./lib/external-secret";
import type { PlatformPeers } from "./lib/network-policies";
import { PlatformNamespace } from "./lib/platform-namespace";
import { PublicService, type Publishing } from "./lib/public-service";
import type { PublishedRoute } from "./lib/public-service-specs";
import { resources, restrictedContainer, spreadOverZones } from "./lib/scheduling";
import { controllerAccount } from "./lib/service-account";

export interface HeadlampArgs {
  pin: ChartPin;
  charts: ChartSettings;
  namespace: string;
  signIn: {
    issuer: string;
    clientId: string;
    /** Where the client's secret is. */
    secret: VaultReference;
    /** Where the issuer is found. */
    egress: { cidr: string; port: number }[];
  };
  peers: PlatformPeers;
  secrets: PlatformSecrets;
  published: PublishedRoute;
  publishing: Omit<Publishing, "published">;
}

const workload = "headlamp";
const clientSecretName = "headlamp-client";
const needsToken = "finds the API server by it, and has no rights";

/**
 * Headlamp, the view of the cluster's objects. It hands people's tokens to the API server, which knows their groups: so
 * everybody has their own rights there, and Headlamp itself has none.
 */
export class Headlamp extends pulumi.ComponentResource {
  constructor(name: string, args: HeadlampArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Headlamp", name, {}, opts);
    const { signIn, published, publishing, secrets } = args;
    const owned = { parent: this };
    const { namespaceName: namespace, ready } = new PlatformNamespace(
      name,
      {
        namespace: args.namespace,
        workloads: [
          {
            name: workload,
            apiServer: true,
            egress: signIn.egress.map((flow) => ({ ...flow, protocol: "TCP" as const })),
          },
        ],
        peers: args.peers,
      },
      owned,
    );
    const account = controllerAccount(`${name}-account`, { namespace, serviceAccount: workload, needsToken }, owned);
    const client = externalSecret(
      `${name}-client`,
      {
        name: clientSecretName,
        namespace,
        store: secrets.store,
        keys: { secret: signIn.secret },
        template: clientTemplate({ ...signIn, host: published.host }),
      },
      { ...owned, dependsOn: secrets.ready },
    );
    chart(
      `${name}-chart`,
      {
        pin: args.pin,
        namespace,
        values: headlampValues(published.host),
        settings: args.charts,
        releaseName: workload,
      },
      { ...owned, dependsOn: [...ready, account, client] },
    );
    // Its namespace is outside of the mesh.
    const plain = { ...publishing, mesh: false };
    new PublicService(`${name}-public`, { namespace, routes: [published], publishing: plain }, owned);
    this.registerOutputs();
  }
}

/** What the chart reads of the client: nothing of it is in the chart's values. */
export function clientTemplate({ issuer, clientId, host }: { issuer: string; clientId: string; host: string }) {
  return {
    OIDC_CLIENT_ID: clientId,
    OIDC_CLIENT_SECRET: "{{ .secret }}",
    OIDC_ISSUER_URL: issuer,
    OIDC_SCOPES: "profile,email",
    OIDC_CALLBACK_URL: callback(host),
    OIDC_USE_PKCE: "true",
  };
}

function callback(host: string): string {
  return `https://${host}/oidc-callback`;
}

/** Without the chart's binding to cluster-admin, without Helm, and without plugins that it would fetch. */
export function headlampValues(host: string): HelmValues {
  return {
    replicaCount: 2,
    config: {
      oidc: {
        secret: { create: false },
        externalSecret: { enabled: true, name: clientSecretName, hasScopes: true },
        callbackURL: callback(host),
        usePKCE: true,
      },
      sessionTTL: 8 * 3600,
      unsafeUseServiceAccountToken: false,
      enableHelm: false,
      watchPlugins: false,
      staticPlugins: { enabled: false },
    },
    clusterRoleBinding: { create: false },
    serviceAccount: { create: false, name: workload },
    podAnnotations: { "policies.platform/needs-token": needsToken },
    // It has one page to ask for: a pod that is slow loses requests long before it is replaced.
    probes: { livenessProbe: { periodSeconds: 20, timeoutSeconds: 5, failureThreshold: 6 } },
    podSecurityContext: { runAsNonRoot: true, fsGroup: 101, seccompProfile: { type: "RuntimeDefault" } },
    securityContext: { ...restrictedContainer, privileged: false, runAsUser: 100, runAsGroup: 101 },
    resources: resources("25m", "64Mi", "256Mi"),
    podDisruptionBudget: { enabled: true, minAvailable: 1 },
    topologySpreadConstraints: spreadOverZones({ "app.kubernetes.io/name": workload }),
  };
}
