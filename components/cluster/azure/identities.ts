import * as managedidentity from "@pulumi/azure-native/managedidentity";
import * as pulumi from "@pulumi/pulumi";
import { controllers, type Controller, type WorkloadIdentity } from "../contract";
import { zoneGroups } from "./dns-zones";
import type { AzurePlace, BuiltInRole } from "./names";
import { assignRole } from "./role";

export interface AzureIdentitiesArgs extends AzurePlace {
  /** Who signs the tokens of service accounts. */
  issuer: pulumi.Input<string>;
  dnsZones: string[];
  /** Whether external-dns runs. */
  externalDns: boolean;
  /** The container for backups. @default absent - no backups */
  backupContainerId?: string;
  /** The key with which Vault unseals itself. */
  sealKeyId: string;
}

interface Right {
  role: BuiltInRole;
  scope: string;
}

/** Workload identities: one per controller, for exactly one service account, with roles on exactly what it works on. */
export class AzureIdentities extends pulumi.ComponentResource {
  readonly of: Readonly<Record<Controller, WorkloadIdentity>>;

  constructor(name: string, args: AzureIdentitiesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AzureIdentities", name, {}, opts);
    const all = Object.entries(rightsOf(args)).map(([controller, rights]): [string, WorkloadIdentity] => [
      controller,
      this.identity(name, controller as Controller, rights, args),
    ]);
    this.of = Object.fromEntries(all) as Record<Controller, WorkloadIdentity>;
    this.registerOutputs();
  }

  private identity(
    name: string,
    controller: Controller,
    rights: Right[],
    { clusterName, subscriptionId, issuer }: AzureIdentitiesArgs,
  ): WorkloadIdentity {
    const account = controllers[controller];
    const egress = [{ cidr: "0.0.0.0/0", port: 443 }]; // Entra ID and Azure's APIs have no fixed addresses
    if (rights.length === 0) return { ...account, annotations: {}, podLabels: {}, egress, ready: [] };
    const owned = { parent: this };
    const suffix = controller.toLowerCase();
    const resourceGroupName = clusterName;
    const identity = new managedidentity.UserAssignedIdentity(
      `${name}-${suffix}`,
      { resourceGroupName, resourceName: `${clusterName}-${suffix}` },
      owned,
    );
    const credential = new managedidentity.FederatedIdentityCredential(
      `${name}-${suffix}`,
      {
        resourceGroupName,
        resourceName: identity.name,
        federatedIdentityCredentialResourceName: "cluster",
        issuer,
        subject: `system:serviceaccount:${account.namespace}:${account.serviceAccount}`,
        audiences: ["api://AzureADTokenExchange"],
      },
      owned,
    );
    const assigned = rights.map(({ role, scope }) =>
      assignRole(
        `${name}-${suffix}-${scope.includes("/providers/") ? "" : "group-"}${scope.slice(scope.lastIndexOf("/") + 1)}`,
        { subscriptionId, role, scope, principalId: identity.principalId, principalType: "ServicePrincipal" },
        owned,
      ),
    );
    return {
      ...account,
      annotations: { "azure.workload.identity/client-id": identity.clientId },
      podLabels: { "azure.workload.identity/use": "true" },
      egress,
      ready: [credential, ...assigned],
    };
  }
}

/** Who may do what. Who has nothing to do on Azure gets no identity. */
export function rightsOf(
  args: Pick<AzureIdentitiesArgs, "dnsZones" | "externalDns" | "backupContainerId" | "sealKeyId">,
): Record<Controller, Right[]> {
  const zones = args.dnsZones.map((scope) => ({ role: "dnsZoneContributor" as const, scope }));
  const groups = zoneGroups(args.dnsZones).map((scope) => ({ role: "reader" as const, scope }));
  const { backupContainerId } = args;
  return {
    externalDns: args.externalDns ? [...groups, ...zones] : [],
    certManager: zones,
    velero: backupContainerId === undefined ? [] : [{ role: "blobDataContributor", scope: backupContainerId }],
    vault: [{ role: "keyVaultCryptoUser", scope: args.sealKeyId }],
  };
}
