import * as keyvault from "@pulumi/azure-native/keyvault";
import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import { globalName, resourceId, type AzurePlace } from "./names";

export interface KeyVaultArgs extends AzurePlace {
  tenantId: string;
  location: string;
  /** Tells this vault's name from those of the cluster's others. */
  purpose: string;
  /** Names of its keys. */
  keys: readonly string[];
  /** Subnet for the vault's address in the network. @default none - trusted services of Azure only */
  endpointSubnetId?: pulumi.Input<string>;
  protect: boolean;
}

/** A vault of keys that never leave it: roles decide, deletion takes 90 days, and the internet is shut out. */
export class KeyVault extends pulumi.ComponentResource {
  readonly vaultName: string;
  readonly vaultId: string;
  readonly keys: Record<string, keyvault.Key>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: KeyVaultArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AzureKeyVault", name, {}, opts);
    const { clusterName, location, protect } = args;
    const owned = { parent: this };
    this.vaultName = globalName(args, args.purpose, true);
    this.vaultId = resourceId(args, "Microsoft.KeyVault/vaults", this.vaultName);
    const vault = new keyvault.Vault(
      name,
      {
        resourceGroupName: clusterName,
        vaultName: this.vaultName,
        location,
        properties: {
          tenantId: args.tenantId,
          sku: { family: "A", name: "premium" }, // keys in hardware
          enableRbacAuthorization: true,
          enableSoftDelete: true,
          softDeleteRetentionInDays: 90,
          enablePurgeProtection: true,
          publicNetworkAccess: "Disabled",
          networkAcls: { bypass: "AzureServices", defaultAction: "Deny" },
        },
      },
      { ...owned, protect },
    );
    this.keys = Object.fromEntries(
      args.keys.map((key) => [
        key,
        new keyvault.Key(
          `${name}-${key}`,
          {
            resourceGroupName: clusterName,
            vaultName: vault.name,
            keyName: key,
            properties: {
              kty: "RSA-HSM",
              keySize: 3072,
              keyOps: ["wrapKey", "unwrapKey", "encrypt", "decrypt"],
              rotationPolicy: rotation,
            },
          },
          { ...owned, protect },
        ),
      ]),
    );
    this.ready = Object.values(this.keys);
    if (args.endpointSubnetId !== undefined) this.ready.push(endpoint(name, args, vault, args.endpointSubnetId, owned));
    this.registerOutputs();
  }

  /** ID of a key as scope of a role. */
  keyId(key: string): string {
    return `${this.vaultId}/keys/${key}`;
  }
}

/** A year, so that no key outlives its usefulness; old versions still decrypt. */
const rotation = {
  attributes: { expiryTime: "P2Y" },
  lifetimeActions: [{ action: { type: "rotate" as const }, trigger: { timeAfterCreate: "P1Y" } }],
};

function endpoint(
  name: string,
  { clusterName, purpose }: KeyVaultArgs,
  vault: keyvault.Vault,
  subnetId: pulumi.Input<string>,
  owned: pulumi.CustomResourceOptions,
): network.PrivateEndpoint {
  return new network.PrivateEndpoint(
    `${name}-endpoint`,
    {
      resourceGroupName: clusterName,
      privateEndpointName: `${clusterName}-${purpose}`,
      subnet: { id: subnetId },
      privateLinkServiceConnections: [{ name: purpose, privateLinkServiceId: vault.id, groupIds: ["vault"] }],
    },
    owned,
  );
}
