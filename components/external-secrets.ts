import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { certificate } from "./lib/certificate-spec";
import { chart, type ChartSettings } from "./lib/chart";
import type { ChartPin } from "./lib/chart-pin";
import type { HelmValues } from "./lib/chart-values";
import type { PlatformSecrets } from "./lib/external-secret";
import type { PlatformPeers } from "./lib/network-policies";
import { PlatformNamespace } from "./lib/platform-namespace";
import { preferSystemNodes, resources, spreadOverZones } from "./lib/scheduling";
import { controllerAccount } from "./lib/service-account";

export interface ExternalSecretsArgs {
  pin: ChartPin;
  charts: ChartSettings;
  peers: PlatformPeers;
  /** Address of Vault in the cluster. */
  address: string;
  /** Environments, each with a mount of its own in Vault. */
  environments: string[];
  /** ClusterIssuer of the webhook's certificate. */
  caIssuer: { name: string; ready: pulumi.Resource[] };
}

export const externalSecretsNamespace = "external-secrets";
const account = "external-secrets";
/** Of the webhook's pods, account, Certificate and Secret: the chart knows the last two by no other name. */
const webhook = `${account}-webhook`;
const webhookPort = 10250;

/** Pods that talk to Vault, and their account. */
export const externalSecretsAccount = {
  namespace: externalSecretsNamespace,
  serviceAccount: account,
  labels: { "app.kubernetes.io/name": account },
};

/** External Secrets: Kubernetes Secrets out of Vault, for the charts that cannot ask it themselves. */
export class ExternalSecrets extends pulumi.ComponentResource {
  /** Stores can be named once these are there. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: ExternalSecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:ExternalSecrets", name, {}, opts);
    const { caIssuer, peers } = args;
    const owned = { parent: this };
    const { hostname, port } = new URL(args.address);
    const [workload = "", namespace = ""] = hostname.split(".");
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace: externalSecretsNamespace,
        workloads: [
          {
            name: account,
            apiServer: true,
            metricsPort: 8080,
            calls: [{ namespace, workload, port: Number(port) }],
          },
          { name: webhook, apiServer: true, metricsPort: 8080, webhookPorts: [webhookPort] },
        ],
        peers,
      },
      owned,
    );
    const dnsNames = [`${webhook}.${externalSecretsNamespace}.svc`];
    const served = certificate(
      `${name}-webhook`,
      { name: webhook, namespace: namespaceName, issuer: caIssuer.name, dnsNames },
      { ...owned, dependsOn: caIssuer.ready },
    );
    const accounts = [
      controllerAccount(
        `${name}-account`,
        { namespace: namespaceName, serviceAccount: account, needsToken: "writes Secrets, and signs in to Vault" },
        owned,
      ),
      controllerAccount(
        `${name}-webhook-account`,
        { namespace: namespaceName, serviceAccount: webhook, needsToken: "reads the stores that it judges" },
        owned,
      ),
    ];
    const installed = chart(
      `${name}-chart`,
      {
        pin: args.pin,
        namespace: namespaceName,
        values: externalSecretsValues(),
        settings: args.charts,
        releaseName: account,
      },
      { ...owned, dependsOn: [...ready, ...accounts, served] },
    );
    const stores = args.environments.map(
      (environment) =>
        new k8s.apiextensions.CustomResource(
          `${name}-${storeName(environment)}`,
          {
            apiVersion: "external-secrets.io/v1",
            kind: "ClusterSecretStore",
            metadata: { name: storeName(environment) },
            spec: storeSpec(environment, args.address),
          },
          { ...owned, dependsOn: installed }, // its CRD
        ),
    );
    this.ready = stores;
    this.registerOutputs();
  }
}

/** How the platform's parts get Secrets of their own. @param environment whose mount holds them */
export function platformSecrets(
  environment: string,
  address: string,
  externalSecrets: Pick<ExternalSecrets, "ready">,
): PlatformSecrets {
  return {
    store: storeName(environment),
    address,
    account: externalSecretsAccount,
    caSecret: webhook, // signed by the CA that signs for Vault
    ready: externalSecrets.ready,
  };
}

/** Store of an environment's mount. */
export function storeName(environment: string): string {
  return `vault-${environment}`;
}

/**
 * What the platform itself keeps in the environment's mount. Only the platform's namespaces may name the store: teams
 * get secrets by the agent, under identities of their own.
 */
export function storeSpec(environment: string, server: string) {
  return {
    conditions: [{ namespaceSelector: { matchExpressions: [{ key: "platform/component", operator: "Exists" }] } }],
    provider: {
      vault: {
        server,
        path: environment,
        version: "v2",
        caProvider: { type: "Secret", name: "internal-ca", key: "ca.crt", namespace: "cert-manager" },
        auth: {
          kubernetes: {
            mountPath: "kubernetes",
            role: "platform-external-secrets",
            serviceAccountRef: { name: account, namespace: externalSecretsNamespace, audiences: ["vault"] },
          },
        },
      },
    },
  };
}

/** Two of each, certificates of cert-manager's, and nothing that only a multi-tenant store would need. */
export function externalSecretsValues(): HelmValues {
  const part = (workload: string) => ({
    replicaCount: 2,
    resources: resources("25m", "64Mi", "256Mi"),
    priorityClassName: "system-cluster-critical",
    topologySpreadConstraints: spreadOverZones({ "app.kubernetes.io/name": workload }),
    podDisruptionBudget: { enabled: true, minAvailable: 1 },
    ...preferSystemNodes,
  });
  return {
    ...part(account),
    leaderElect: true,
    installCRDs: true,
    serviceAccount: { create: false, name: account },
    livenessProbe: { enabled: true },
    readinessProbe: { enabled: true },
    // Secrets come from Vault, one by one: nobody copies them into many namespaces.
    processClusterExternalSecret: false,
    processClusterPushSecret: false,
    crds: { createClusterExternalSecret: false, createClusterPushSecret: false },
    openshiftFinalizers: false,
    rbac: {
      servicebindings: { create: false },
      aggregateToView: false,
      aggregateToEdit: false,
      aggregateToAdmin: false,
    },
    webhook: {
      ...part(webhook),
      serviceAccount: { create: false, name: webhook },
      livenessProbe: { enabled: true },
      certManager: {
        enabled: true,
        addInjectorAnnotations: true,
        cert: { create: false },
      },
    },
    certController: { create: false }, // cert-manager does its work
  };
}
