import type { PublishedRoute } from "../../components/lib/public-service-specs";
import type { Settings } from "../settings";
import { inClusterAddress, vaultHost } from "../settings/vault";
import { hostIssuer, type CertificatesPlan } from "./certificates";

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
  published?: PublishedRoute;
  /** Environments with a mount of their own. */
  environments: string[];
  people?: Server["people"];
  pipelines?: NonNullable<Server["pipelines"]> & { audience: string };
}

/** Undefined where nothing keeps secrets. */
export function vaultPlan(settings: Settings, certificates: CertificatesPlan): VaultPlan | undefined {
  const { vault, environments, backup } = settings;
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
      workload: "vault",
      port: 8200,
      issuer: hostIssuer(host.environment, certificates),
    },
    environments: environments.map(({ name }) => name),
    pipelines: pipelines && { ...pipelines, audience: pipelines.audience ?? address ?? inClusterAddress },
  };
}

function majority(people: number): number {
  return Math.floor(people / 2) + 1;
}
