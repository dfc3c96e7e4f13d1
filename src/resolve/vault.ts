import { controllers } from "../../components/cluster/contract";
import { jobPods } from "../../components/gitlab-runner/config";
import type { PlatformPeers, PodPeer } from "../../components/lib/network-policies";
import type { Settings } from "../settings";
import { inClusterAddress, vaultHost } from "../settings/vault";
import { hostIssuer, type CertificatesPlan } from "./certificates";
import type { Published } from "./published";

type Server = Exclude<Settings["vault"], { distribution: "none" }>;

/** Vault or OpenBao, as the settings describe it. */
export interface VaultPlan {
  distribution: Server["distribution"];
  /** Whether the program configures the server, which is initialised then. */
  configure: boolean;
  /** How the deployer and people reach it. @default absent - nobody outside of the cluster does */
  address?: string;
  /** How pods reach it. */
  inClusterAddress: string;
  replicas: number;
  storageGiB: number;
  auditStorageGiB: number;
  /** @default the cluster's own */
  storageClass?: string;
  /** Who gets a part of the key, and how many of them it takes. */
  operators: Server["operators"];
  threshold: number;
  /** @default absent - there is no store for backups */
  snapshots?: Server["snapshots"];
  /** The host of its UI and API. @default absent - it is not published */
  published?: Published;
  /** Pods of the platform's other parts that use it. */
  clients: PodPeer[];
  /** Whether its volumes are kept from being deleted: all but what is only for trying things out. */
  protect: boolean;
  /** Environments with a mount of their own. */
  environments: string[];
  /** The one of them whose mount has the platform's own secrets: the first. */
  ownEnvironment: string;
  /** How people sign in. @default absent - only the deployer does */
  people?: { clientId: string; groupsClaim: string };
  pipelines?: NonNullable<Server["pipelines"]> & { audience: string };
}

/** Undefined where nothing keeps secrets. */
export function vaultPlan(settings: Settings, certificates: CertificatesPlan): VaultPlan | undefined {
  const { vault, environments, backup, signIn } = settings;
  if (vault.distribution === "none") return undefined;
  const { operators, pipelines } = vault;
  const host = vaultHost(settings);
  const address = vault.address ?? (host && `https://${host.name}`);
  return {
    ...vault,
    address,
    inClusterAddress,
    threshold: vault.threshold ?? majority(operators.length),
    snapshots: backup.kind === "none" ? undefined : vault.snapshots,
    published: host && {
      host: host.name,
      path: "/",
      class: "internal",
      namespace: controllers.vault.namespace,
      environment: host.environment,
      workload: "vault",
      port: 8200,
      tls: true,
      issuer: hostIssuer(host.environment, certificates),
    },
    clients: clientsOf(settings),
    protect: environments.some(({ name }) => name !== "dev"),
    environments: environments.map(({ name }) => name),
    ownEnvironment: environments[0]!.name,
    people:
      signIn.clients.vault === undefined
        ? undefined
        : { clientId: signIn.clients.vault, groupsClaim: signIn.groupsClaim },
    pipelines: pipelines && { ...pipelines, audience: pipelines.audience ?? address ?? inClusterAddress },
  };
}

function clientsOf({ certificates: { internal }, storage, gitlab }: Settings): PodPeer[] {
  const { namespace } = controllers.certManager;
  const signs = internal.kind === "vault" && internal.server === inClusterAddress;
  return [
    ...(signs ? [{ namespace, labels: { "app.kubernetes.io/name": "cert-manager" } }] : []),
    ...(gitlab.kind === "gitlab" && gitlab.runner.enabled ? [jobPods] : []),
    ...(storage.kind === "external" ? [{ namespace: "ceph-csi", labels: {} }] : []),
  ];
}

/** Its servers, as NetworkPolicies name them. */
export function vaultPeer({ vault }: Settings): PlatformPeers["vault"] {
  if (vault.distribution === "none") return undefined;
  const { namespace } = controllers.vault;
  return { namespace, labels: { "app.kubernetes.io/name": "vault", component: "server" }, port: 8200 };
}

function majority(people: number): number {
  return Math.floor(people / 2) + 1;
}
