import * as compute from "@pulumi/azure-native/compute";
import * as containerservice from "@pulumi/azure-native/containerservice";
import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import type { AzureClusterArgs } from "./args";
import { agentPool, managedCluster } from "./cluster-spec";
import type { KeyVault } from "./key-vault";
import { resourceId } from "./names";
import type { AzureNetwork } from "./network";
import { assignRole } from "./role";

export interface AzureControlPlaneArgs {
  cluster: AzureClusterArgs;
  network: AzureNetwork;
  vault: KeyVault;
  /** ID of the workspace for Defender. */
  workspaceId: string;
  /** What must exist before. */
  ready: pulumi.Resource[];
}

/** Private AKS with its node pools, and the identities and rights that they need themselves. */
export class AzureControlPlane extends pulumi.ComponentResource {
  readonly cluster: containerservice.ManagedCluster;
  /** All node pools. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: AzureControlPlaneArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AzureControlPlane", name, {}, opts);
    const { cluster: settings, network, vault, workspaceId } = args;
    const { clusterName, subscriptionId } = settings;
    const owned = { parent: this };
    const inGroup = { resourceGroupName: clusterName };

    const identityName = `${clusterName}-control-plane`;
    const identity = new managedidentity.UserAssignedIdentity(
      `${name}-identity`,
      { ...inGroup, resourceName: identityName },
      { ...owned, dependsOn: args.ready },
    );
    const may = (role: Parameters<typeof assignRole>[1]["role"], suffix: string, scope: pulumi.Input<string>) =>
      // Scopes are plain strings but for a network of Terraform's, whose IDs only its state knows.
      assignRole(
        `${name}-${suffix}`,
        {
          subscriptionId,
          role,
          scope: scope as string,
          principalId: identity.principalId,
          principalType: "ServicePrincipal",
        },
        owned,
      );
    const rights = [
      may("networkContributor", "nodes-subnet", network.subnetIds.nodes),
      may("networkContributor", "api-server-subnet", network.subnetIds.apiServer),
      may("networkContributor", "load-balancers-subnet", network.subnetIds.loadBalancers),
      may("keyVaultEncryptionUser", "etcd-key", vault.keyId("etcd")),
      may("keyVaultContributor", "vault", vault.vaultId), // AKS makes its own way to the closed vault
    ];

    const disks = new compute.DiskEncryptionSet(
      `${name}-disks`,
      {
        ...inGroup,
        diskEncryptionSetName: clusterName,
        encryptionType: "EncryptionAtRestWithPlatformAndCustomerKeys",
        identity: { type: "SystemAssigned" },
        activeKey: { keyUrl: vault.keys["disks"]!.keyUriWithVersion, sourceVault: { id: vault.vaultId } },
        rotationToLatestKeyVersionEnabled: true,
      },
      owned,
    );
    const disksRight = assignRole(
      `${name}-disks-key`,
      {
        subscriptionId,
        role: "keyVaultEncryptionUser",
        scope: vault.keyId("disks"),
        principalId: disks.identity.apply((made) => made?.principalId ?? ""),
        principalType: "ServicePrincipal",
      },
      owned,
    );

    const spec = managedCluster(settings, {
      identityId: resourceId(settings, "Microsoft.ManagedIdentity/userAssignedIdentities", identityName),
      etcdKey: vault.keys["etcd"]!.keyUriWithVersion,
      vaultId: vault.vaultId,
      diskEncryptionSetId: diskEncryptionSet(settings),
      workspaceId,
      subnetIds: network.subnetIds,
    });
    this.cluster = new containerservice.ManagedCluster(name, spec, {
      ...owned,
      protect: settings.protect,
      // AKS checks each of these rights when it makes the cluster, and needs them to take it down.
      dependsOn: [...rights, disksRight, ...args.ready],
      // The SDK fills in defaults of this property as a whole: while the key's version is unknown, all of it would be,
      // and no policy could judge it before the first deployment.
      transformations: [
        ({ props, opts: given }) => ({ props: { ...props, securityProfile: spec.securityProfile }, opts: given }),
      ],
    });
    this.ready = (["workloads", "storage"] as const).flatMap((pool) => {
      const nodes = settings.nodePools[pool];
      if (!nodes) return [];
      return new containerservice.AgentPool(
        `${name}-${pool}`,
        {
          ...inGroup,
          resourceName: this.cluster.name,
          agentPoolName: pool,
          ...agentPool(pool, nodes, settings, network.subnetIds.nodes),
        },
        { ...owned, ignoreChanges: ["count"] }, // the autoscaler's to change
      );
    });
    this.registerOutputs();
  }
}

/** ID of the keys' set for disks, known before it exists. */
export function diskEncryptionSet(settings: Pick<AzureClusterArgs, "clusterName" | "subscriptionId">): string {
  return resourceId(settings, "Microsoft.Compute/diskEncryptionSets", settings.clusterName);
}
