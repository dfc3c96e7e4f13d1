import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as storage from "@pulumi/azure-native/storage";
import * as pulumi from "@pulumi/pulumi";
import type { BackupStore } from "../contract";
import { KeyVault } from "./key-vault";
import { globalName, resourceId, type AzurePlace } from "./names";
import { assignRole } from "./role";

export interface AzureBackupStoreArgs extends AzurePlace {
  tenantId: string;
  /** Region of the container: another than the cluster's. */
  location: string;
  /** How long nobody can delete or overwrite a backup (days). */
  lockDays: number;
  protect: boolean;
}

const container = "backups";

/** A container in another region whose blobs nobody can delete or overwrite for a while, under a key of its own. */
export class AzureBackupStore extends pulumi.ComponentResource {
  readonly store: BackupStore;
  readonly containerId: string;

  constructor(name: string, args: AzureBackupStoreArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AzureBackupStore", name, {}, opts);
    const { clusterName, subscriptionId, location, lockDays, protect } = args;
    const owned = { parent: this };
    const resourceGroupName = clusterName;
    const accountName = globalName(args, "backup", false);
    this.containerId = resourceId(
      args,
      `Microsoft.Storage/storageAccounts/${accountName}/blobServices/default/containers`,
      container,
    );

    const vault = new KeyVault(`${name}-vault`, { ...args, purpose: "backup", keys: ["backups"] }, owned);
    const readerName = `${clusterName}-backup`;
    const readerId = resourceId(args, "Microsoft.ManagedIdentity/userAssignedIdentities", readerName);
    const reader = new managedidentity.UserAssignedIdentity(
      `${name}-key-reader`,
      { resourceGroupName, resourceName: readerName, location },
      owned,
    );
    const mayRead = assignRole(
      `${name}-key`,
      {
        subscriptionId,
        role: "keyVaultEncryptionUser",
        scope: vault.keyId("backups"),
        principalId: reader.principalId,
        principalType: "ServicePrincipal",
      },
      owned,
    );
    const account = new storage.StorageAccount(
      name,
      {
        resourceGroupName,
        accountName,
        location,
        kind: "StorageV2",
        sku: { name: "Standard_ZRS" }, // the region is already another
        minimumTlsVersion: "TLS1_2",
        enableHttpsTrafficOnly: true,
        allowBlobPublicAccess: false,
        allowSharedKeyAccess: false, // identities only: a key would be a password for all of it
        allowCrossTenantReplication: false,
        defaultToOAuthAuthentication: true,
        immutableStorageWithVersioning: {
          enabled: true,
          immutabilityPolicy: { state: "Unlocked", immutabilityPeriodSinceCreationInDays: lockDays },
        },
        identity: { type: "UserAssigned", userAssignedIdentities: [readerId] },
        encryption: {
          keySource: "Microsoft.Keyvault",
          keyVaultProperties: { keyName: "backups", keyVaultUri: `https://${vault.vaultName}.vault.azure.net` },
          encryptionIdentity: { encryptionUserAssignedIdentity: readerId },
          requireInfrastructureEncryption: true,
          services: { blob: { enabled: true, keyType: "Account" } },
        },
      },
      { ...owned, protect, dependsOn: [mayRead, ...vault.ready] }, // Azure tries the key at once
    );
    const versions = new storage.BlobServiceProperties(
      `${name}-versions`,
      { resourceGroupName, accountName: account.name, blobServicesName: "default", isVersioningEnabled: true },
      owned,
    );
    const backups = new storage.BlobContainer(
      `${name}-${container}`,
      {
        resourceGroupName,
        accountName: account.name,
        containerName: container,
        publicAccess: "None",
        immutableStorageWithVersioning: { enabled: true },
      },
      { ...owned, protect, dependsOn: versions }, // Azure locks only versions
    );
    this.store = {
      plugin: "azure",
      bucket: container,
      config: { resourceGroup: clusterName, storageAccount: accountName, subscriptionId, useAAD: "true" },
      ready: [backups],
    };
    this.registerOutputs();
  }
}
