import type { ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { Delivery } from "../lib/delivery";
import type { PlatformSecrets } from "../lib/external-secret";
import type { PlatformPeers } from "../lib/network-policies";
import type { Publishing } from "../lib/public-service";
import type { PublishedRoute } from "../lib/public-service-specs";

/** A public key of somebody who may sign commits. */
export interface Committer {
  name: string;
  /** The key itself: armored PGP, or a line of authorized_keys. */
  key: string;
  kind: "pgp" | "ssh";
}

/** The repository that is deployed. */
export interface Fleet {
  /** SSH address. */
  url: string;
  branch: string;
  /** Public keys of its host, as lines of known_hosts. */
  knownHosts: string[];
  committers: Committer[];
  pollMinutes: number;
}

/** Who deploys into which namespaces, and what. */
export interface Tenant {
  /** Of its Kustomization and account; unique. */
  name: string;
  /** @default absent - it is an environment's shared namespace */
  team?: string;
  environment: string;
  /** Folder of the repository. */
  path: string;
  /** All that it may change. */
  namespaces: string[];
}

/** How often and how long (minutes). */
export interface Rhythm {
  intervalMinutes: number;
  timeoutMinutes: number;
  retryMinutes: number;
}

/** An image whose newer versions are proposed to the repository. */
export interface UpdatedImage {
  team: string;
  name: string;
  /** Without a tag. */
  image: string;
  /** Range of semantic versions. */
  versions: string;
}

/** Where Alertmanager is. */
export interface AlertChannel {
  address: string;
  namespace: string;
  workload: string;
  port: number;
}

export interface FluxArgs extends Rhythm {
  /** Of the Flux Operator. */
  pin: ChartPin;
  /** Version of Flux, which the operator brings. */
  version: string;
  charts: ChartSettings;
  peers: PlatformPeers;
  fleet: Fleet;
  /** Addresses of its host, of GitLab's API and of registries. */
  addresses: string[];
  /** Port of its host. */
  sshPort: number;
  /** Address of GitLab, without a path. */
  gitlab: string;
  /** Path of the fleet's project there. */
  project: string;
  /** Where keys and tokens are, in {@link vaultEntry}. */
  platformSecrets: PlatformSecrets;
  /** Keys of the repository from whoever made it. @default absent - they are in Vault too */
  delivery?: Pick<Delivery, "deployKeys" | "webhookToken">;
  /** Whether GitLab shows what is deployed. */
  statuses: boolean;
  /** Host of the webhook. @default absent - Flux only polls */
  webhook?: PublishedRoute;
  publishing?: Omit<Publishing, "published">;
  /** Where failures are reported. @default absent - there is no Alertmanager */
  alerts?: AlertChannel;
  /** @default absent - images are updated by people alone */
  images?: { updated: UpdatedImage[]; path: string };
  /** Whether a team has previews, for which GitLab is asked. */
  previews: boolean;
}

/** Entry below `<environment>/platform/` in Vault, whose keys are the names of Secrets. */
export const vaultEntry = "flux";
