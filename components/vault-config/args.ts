import type * as pulumi from "@pulumi/pulumi";
import type { Grant } from "../lib/vault-policy";

/** What Vault holds for one team. */
export interface VaultTeam {
  name: string;
  /** Environments in which it has secrets. */
  environments: string[];
  /** Groups whose people write its secrets, as the sign-in provider sends them. */
  developers: string[];
  /** Its namespaces with workloads that sign in to Vault. */
  namespaces: { name: string; environment: string; serviceAccounts: string[] }[];
  databases: TeamDatabase[];
  /** Pipelines that read its secrets: of one branch of one project. */
  pipelines: { project: string; ref: string; environment: string }[];
}

/** A PostgreSQL outside of the cluster, for which Vault makes credentials that end. */
export interface TeamDatabase {
  name: string;
  environment: string;
  host: string;
  port: number;
  database: string;
  /** Addresses that Vault's pods may reach for it. */
  cidr: string;
  /** Vault's own user there; its password is written into Vault by a person and rotated by Vault. */
  username: string;
  /** PEM of the CA that signed the server's certificate. @default the public ones */
  ca?: string;
  /** What credentials are for: each becomes a member of one role of the database. */
  roles: { name: string; memberOf: string; ttlMinutes: number; maxTtlMinutes: number }[];
}

/** A part of the platform that signs in with its service account. */
export interface PlatformPart {
  name: string;
  /** Role it signs in with. @default `platform-<name>` */
  role?: string;
  namespace: string;
  serviceAccount: string;
  grants: Grant[];
}

/** Sign-in of people by OpenID Connect. */
export interface People {
  clientId: string;
  groupsClaim: string;
  /** Groups by role, as the sign-in provider sends them. */
  groups: Record<"admin" | "operator" | "developer" | "viewer", string[]>;
}

export interface Pipelines {
  /** GitLab's address, which signs the tokens of its jobs. */
  issuer: string;
  audience: string;
  /** Who deploys the platform: one branch of one project. Configuration names one. */
  projects: { path: string; ref: string; environment: string }[];
}

export interface VaultConfigArgs {
  /** How people reach it. */
  address: string;
  /** How pods reach it. */
  inClusterAddress: string;
  environments: string[];
  teams: VaultTeam[];
  parts: PlatformPart[];
  /** @default absent - nobody signs in as a person */
  people?: People;
  /** @default absent - no pipeline signs in */
  pipelines?: Pipelines;
}

/** What the parts of the configuration share. */
export interface Configuring {
  /** Beginning of the names of resources. */
  name: string;
  opts: pulumi.CustomResourceOptions;
}
