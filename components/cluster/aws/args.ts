import type { TerraformState } from "../../lib/terraform-outputs";
import type { StackBudget } from "../budget";
import type { ApiServerSignIn, NodePool, PoolName } from "../contract";
import type { EksAddOnName } from "./eks-add-ons";

/** An EKS cluster and all that it stands on. Plain values: they decide names and counts. */
export interface AwsClusterArgs {
  /** Name of the cluster, and beginning of the physical names of all that belongs to it. */
  clusterName: string;
  /** For example eu-central-1. */
  region: string;
  /** The account that may be changed; any other is refused by the provider. */
  accountId: string;
  /** Minor version of Kubernetes. */
  kubernetesVersion: string;
  /** Versions of EKS' add-ons. */
  addOnVersions: Readonly<Record<EksAddOnName, string>>;
  network: AwsNetworkArgs;
  /** Addresses that may reach the API server from outside the VPC. Empty: the endpoint is private. */
  publicEndpointCidrs: string[];
  /** ARNs of IAM roles whose holders are cluster-admin through an access entry. */
  admins: string[];
  /** Who signs people in, beside IAM. @default absent - nobody */
  signIn?: ApiServerSignIn;
  /** How long logs of control plane and network are kept. */
  logRetentionDays: number;
  nodePools: Record<Exclude<PoolName, "storage">, AwsNodePool> & { storage?: AwsNodePool };
  /** IDs of Route 53 zones that external-dns and cert-manager may change. */
  hostedZones: string[];
  /** Whether external-dns runs, and so has a role. */
  externalDns: boolean;
  /** Whether the engine and AWS refuse to delete what holds data or the cluster itself. */
  protect: boolean;
  /** Whether volumes without a class go to EBS, because Ceph is not there. */
  defaultStorageClass: boolean;
  /** A bucket for backups in another region. @default absent - no backups */
  backup?: { region: string; lockDays: number };
  budget: StackBudget;
  /** State of `terraform/bootstrap`: the role of the pipeline becomes cluster-admin. @default absent */
  bootstrapState?: TerraformState;
}

export interface AwsNetworkArgs {
  /** Addresses of the VPC. Required for a network of Terraform's too, since NetworkPolicies need them. */
  vpcCidr: string;
  /** Three availability zones of the region. */
  zones: string[];
  /** Addresses of services; outside of the VPC. */
  serviceCidr: string;
  /** One NAT gateway per zone survives the loss of a zone; a single one is cheaper. */
  natGateways: "per-zone" | "single";
  /** Addresses of the endpoints of AWS' services in a network of Terraform's; empty where it has none. */
  endpointCidrs: string[];
  /** A network that Terraform manages, instead of one of our own. @default absent - the program makes the network */
  terraformState?: TerraformState;
}

export interface AwsNodePool extends NodePool {
  /** EC2 instance types, in order of preference. */
  instanceTypes: string[];
}
