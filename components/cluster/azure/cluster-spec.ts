import type * as containerservice from "@pulumi/azure-native/containerservice";
import type * as pulumi from "@pulumi/pulumi";
import { poolLabel } from "../../lib/scheduling";
import { poolTaints, type PoolName } from "../contract";
import type { AzureClusterArgs, AzureNodePool } from "./args";
import { nodeResourceGroup } from "./budget";
import type { AzureSubnets } from "./subnets";

interface Surroundings {
  identityId: pulumi.Input<string>;
  /** The key in its current version. */
  etcdKey: pulumi.Input<string>;
  vaultId: string;
  diskEncryptionSetId: string;
  workspaceId: string;
  subnetIds: Record<keyof AzureSubnets, pulumi.Input<string>>;
}

/** AKS: private, signed in by Entra ID only, with Cilium's policies and secrets under the customer's key. */
export function managedCluster(args: AzureClusterArgs, around: Surroundings): containerservice.ManagedClusterArgs {
  const { clusterName, network } = args;
  return {
    resourceGroupName: clusterName,
    resourceName: clusterName,
    location: args.location,
    dnsPrefix: clusterName,
    kubernetesVersion: args.kubernetesVersion,
    sku: { name: "Base", tier: "Standard" }, // with a promise of availability
    identity: { type: "UserAssigned", userAssignedIdentities: [around.identityId] },
    nodeResourceGroup: nodeResourceGroup(clusterName),
    apiServerAccessProfile: {
      enablePrivateCluster: true,
      enablePrivateClusterPublicFQDN: false,
      enableVnetIntegration: true,
      subnetId: around.subnetIds.apiServer,
      disableRunCommand: true,
    },
    aadProfile: {
      managed: true,
      enableAzureRBAC: true,
      tenantID: args.tenantId,
      adminGroupObjectIDs: args.admins,
    },
    disableLocalAccounts: true,
    networkProfile: {
      networkPlugin: "azure",
      networkPluginMode: "overlay",
      networkDataplane: "cilium",
      networkPolicy: "cilium",
      podCidr: network.podCidr,
      serviceCidr: network.serviceCidr,
      dnsServiceIP: dnsAddress(network.serviceCidr),
      loadBalancerSku: "standard",
      outboundType: "userAssignedNATGateway",
    },
    oidcIssuerProfile: { enabled: true },
    securityProfile: {
      workloadIdentity: { enabled: true },
      azureKeyVaultKms: {
        enabled: true,
        keyId: around.etcdKey,
        keyVaultNetworkAccess: "Private",
        keyVaultResourceId: around.vaultId,
      },
      defender: {
        logAnalyticsWorkspaceResourceId: around.workspaceId,
        securityMonitoring: { enabled: true },
      },
      imageCleaner: { enabled: true, intervalHours: 48 },
    },
    diskEncryptionSetID: around.diskEncryptionSetId,
    storageProfile: {
      diskCSIDriver: { enabled: true },
      fileCSIDriver: { enabled: false }, // shared volumes are Ceph's
      snapshotController: { enabled: true },
    },
    // Patches by themselves in the maintenance window; minor versions by a merge request.
    autoUpgradeProfile: { upgradeChannel: "patch", nodeOSUpgradeChannel: "NodeImage" },
    agentPoolProfiles: [
      { name: "system", ...agentPool("system", args.nodePools.system, args, around.subnetIds.nodes) },
    ],
  };
}

/** Nodes of one pool over all zones, with encrypted caches and disks. */
export function agentPool(
  pool: PoolName,
  { vmSize, minNodes, maxNodes, diskGiB }: AzureNodePool,
  { kubernetesVersion, network }: Pick<AzureClusterArgs, "kubernetesVersion" | "network">,
  subnetId: pulumi.Input<string>,
) {
  return {
    mode: pool === "system" ? "System" : "User",
    type: "VirtualMachineScaleSets",
    orchestratorVersion: kubernetesVersion,
    vmSize,
    osType: "Linux",
    osSKU: "AzureLinux",
    osDiskSizeGB: diskGiB,
    availabilityZones: network.zones,
    vnetSubnetID: subnetId,
    enableAutoScaling: true,
    count: minNodes,
    minCount: minNodes,
    maxCount: maxNodes,
    enableEncryptionAtHost: true,
    enableNodePublicIP: false,
    nodeLabels: { [poolLabel]: pool },
    nodeTaints: poolTaints[pool].map(({ key, value }) => `${key}=${value}:NoSchedule`),
    upgradeSettings: { maxSurge: "33%" },
  };
}

/** The tenth address of the services' block, where AKS has its DNS by convention. */
export function dnsAddress(serviceCidr: string): string {
  const [network = ""] = serviceCidr.split("/");
  return network.split(".").slice(0, 3).concat("10").join(".");
}
