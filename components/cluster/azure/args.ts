import type { TerraformState } from "../../lib/terraform-outputs";
import type { StackBudget } from "../budget";
import type { NodePool, PoolName } from "../contract";

/** An AKS cluster and all that it stands on. Plain values: they decide names and counts. */
export interface AzureClusterArgs {
  /** Name of the cluster, and beginning of the names of all that belongs to it. */
  clusterName: string;
  /** For example westeurope. */
  location: string;
  subscriptionId: string;
  tenantId: string;
  /** Minor version of Kubernetes. */
  kubernetesVersion: string;
  network: AzureNetworkArgs;
  /** Object IDs of Entra groups that are cluster-admin. */
  admins: string[];
  /** How long logs of control plane and network are kept. */
  logRetentionDays: number;
  nodePools: Record<Exclude<PoolName, "storage">, AzureNodePool> & { storage?: AzureNodePool };
  /** Resource IDs of DNS zones that external-dns and cert-manager may change. */
  dnsZones: string[];
  /** Whether external-dns runs, and so has an identity. */
  externalDns: boolean;
  /** Addresses, or tags of Azure, that reach the public ingress controller. @default absent - there is none */
  clients?: string[];
  /** Whether the engine and Azure refuse to delete what holds data or the cluster itself. */
  protect: boolean;
  /** Whether volumes without a class go to managed disks, because Ceph is not there. */
  defaultStorageClass: boolean;
  /** A container for backups in another region. @default absent - no backups */
  backup?: { location: string; lockDays: number };
  budget: StackBudget;
  /** State of `terraform/bootstrap`: the identity of the pipeline becomes cluster-admin. @default absent */
  bootstrapState?: TerraformState;
}

export interface AzureNetworkArgs {
  /** Addresses of the virtual network. */
  vnetCidr: string;
  /** Three availability zones: "1", "2", "3". */
  zones: string[];
  /** Addresses of pods (overlay); outside of the network. */
  podCidr: string;
  /** Addresses of services; outside of the network. */
  serviceCidr: string;
  /** A network that Terraform manages, instead of one of our own. @default absent - the program makes the network */
  terraformState?: TerraformState;
}

export interface AzureNodePool extends NodePool {
  /** Size of the virtual machines. */
  vmSize: string;
}
