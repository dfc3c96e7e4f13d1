import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { ChartPin } from "../lib/chart-pin";
import type { ChartSettings } from "../lib/chart";
import type { PlatformPeers } from "../lib/network-policies";
import type { DnsZones } from "../lib/dns-zones";
import { poolLabel, systemTaint } from "../lib/scheduling";
import type { WorkloadIdentity } from "../lib/workload-identity";

export type { DnsZones } from "../lib/dns-zones";
export type { WorkloadIdentity } from "../lib/workload-identity";

/** What the rest of the platform needs of a cluster, whoever made it: nothing downstream asks which kind it is. */
export interface Cluster {
  /** Where every Kubernetes object goes. */
  readonly provider: k8s.Provider;
  /**
   * A kubeconfig without any secret, whose one context has the cluster's name; the cloud's CLI signs in.
   * @default absent - the cluster exists, and so does its kubeconfig
   */
  readonly kubeconfig?: pulumi.Output<string>;
  /** How the platform's controllers prove to the cloud who they are; on other clusters, what the operator gave. */
  readonly identities: Readonly<Record<Controller, WorkloadIdentity>>;
  /** StorageClass with raw, encrypted volumes that live in one zone, on which Ceph builds. @default none is known */
  readonly rawBlockClass?: string;
  /** Zones that external-dns and cert-manager may change. @default none is known */
  readonly dns?: DnsZones;
  /** Where backups go. @default the cluster has no store of its own */
  readonly backupStore?: BackupStore;
  /** What unseals Vault. @default a person does */
  readonly vaultSeal?: VaultSeal;
  /** What a Service of type LoadBalancer needs so that its pods see the clients' own addresses. */
  loadBalancer(args: LoadBalancerArgs): LoadBalancerNeeds;
  /**
   * Controllers that the cloud needs in the cluster and that are not part of its offer, such as AWS' for load balancers.
   * @returns what must be ready before load balancers and autoscaling work; empty where the cloud runs them itself
   */
  installAddOns(args: AddOnArgs): pulumi.Resource[];
}

/** Controllers of the platform that act on a cloud; the cloud's own add-ons are its own business. */
export const controllers = {
  externalDns: { namespace: "external-dns", serviceAccount: "external-dns" },
  certManager: { namespace: "cert-manager", serviceAccount: "cert-manager" },
  velero: { namespace: "velero", serviceAccount: "velero" },
  vault: { namespace: "vault", serviceAccount: "vault" },
} as const;

export type Controller = keyof typeof controllers;

export interface LoadBalancerArgs {
  /** Reached from the network only, not from the internet. */
  internal: boolean;
  /** What answers 200 over HTTP while a pod takes traffic. */
  readiness: { port: number; path: string };
}

export interface LoadBalancerNeeds {
  /** `spec.loadBalancerClass`: who makes it. @default absent - the cloud itself */
  loadBalancerClass?: string;
  annotations: Record<string, string>;
  /** From where it asks pods whether they are ready. Empty: it asks nodes. */
  healthCheckCidrs: string[];
}

/** An object store for Velero. All names are known before anything exists. */
export interface BackupStore {
  /** Velero's plugin for it. */
  readonly plugin: "aws" | "azure";
  /** Bucket or container. */
  readonly bucket: string;
  /** `spec.config` of Velero's BackupStorageLocation: region, key, account. */
  readonly config: Record<string, pulumi.Input<string>>;
  /** Secret with credentials, in Velero's namespace. @default none - the pods' identity is enough */
  readonly credential?: { name: string; key: string };
  /** What must exist before the first backup. */
  readonly ready: pulumi.Resource[];
}

/** A key of the cloud with which Vault unseals itself. All names are known before anything exists. */
export type VaultSeal =
  | { readonly kind: "awskms"; readonly region: string; readonly keyId: string }
  | { readonly kind: "azurekeyvault"; readonly tenantId: string; readonly vaultName: string; readonly keyName: string };

/** A sign-in provider whose tokens the API server takes. */
export interface ApiServerSignIn {
  issuer: string;
  /** The one client whose tokens it takes. */
  clientId: string;
  groupsClaim: string;
  /** Put before names of people and of groups, so that they cannot be those of Kubernetes itself. */
  prefix: string;
}

export interface AddOnArgs {
  /** Pins by name, from src/versions.ts. */
  pins: Record<"clusterAutoscaler" | "awsLoadBalancerController" | "metricsServer", ChartPin>;
  charts: ChartSettings;
  peers: PlatformPeers;
  /** cert-manager, which issues the webhooks' certificates. */
  certManager: pulumi.Resource;
}

/** Nodes of one purpose, in every zone. */
export interface NodePool {
  /** Fewest and most nodes over all zones. */
  minNodes: number;
  maxNodes: number;
  /** Root disk (GiB). */
  diskGiB: number;
}

/** Purposes of nodes: the platform itself, everybody's workloads, Ceph's daemons. */
export type PoolName = "system" | "workloads" | "storage";

/** Taints that keep others away. */
export const poolTaints: Readonly<Record<PoolName, { key: string; value: string }[]>> = {
  system: [systemTaint],
  workloads: [],
  storage: [{ key: poolLabel, value: "storage" }],
};
