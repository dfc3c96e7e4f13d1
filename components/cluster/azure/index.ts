import * as consumption from "@pulumi/azure-native/consumption";
import { Provider } from "@pulumi/azure-native/provider";
import * as resources from "@pulumi/azure-native/resources";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { terraformOutputs } from "../../lib/terraform-state";
import { cloudBlock, cloudBlockClass } from "../cloud-block";
import type {
  BackupStore,
  Cluster,
  Controller,
  DnsZones,
  LoadBalancerArgs,
  LoadBalancerNeeds,
  VaultSeal,
  WorkloadIdentity,
} from "../contract";
import { clusterProvider } from "../provider";
import type { AzureClusterArgs } from "./args";
import { AzureBackupStore } from "./backup";
import { groupsBudget } from "./budget";
import { AzureControlPlane, diskEncryptionSet } from "./control-plane";
import { azureZones } from "./dns-zones";
import { AzureIdentities } from "./identities";
import { KeyVault } from "./key-vault";
import { kubeconfigFor } from "./kubeconfig";
import { azureLoadBalancer } from "./load-balancer";
import { clusterDiagnostics, LogWorkspace } from "./logs";
import { resourceId } from "./names";
import { OwnVnet, terraformVnet } from "./network";
import { assignRole } from "./role";

/** A cluster on Azure: network, AKS, nodes, identities, keys and a place for backups. */
export class AzureCluster extends pulumi.ComponentResource implements Cluster {
  readonly provider: k8s.Provider;
  readonly kubeconfig: pulumi.Output<string>;
  readonly identities: Readonly<Record<Controller, WorkloadIdentity>>;
  readonly rawBlockClass = cloudBlockClass;
  readonly dns?: DnsZones;
  readonly backupStore?: BackupStore;
  readonly vaultSeal: VaultSeal;

  constructor(
    name: string,
    private readonly args: AzureClusterArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("platform:components:AzureCluster", name, {}, opts);
    const { clusterName, subscriptionId, tenantId, location, protect, network } = args;
    const azure = new Provider(`${name}-azure`, { subscriptionId, tenantId, location }, { parent: this });
    const group = new resources.ResourceGroup(
      `${name}-group`,
      { resourceGroupName: clusterName, location },
      { parent: this, provider: azure, protect },
    );
    const inAzure = { parent: this, providers: [azure], dependsOn: group }; // it holds everything else
    const place = { clusterName, subscriptionId, tenantId, location, protect };

    new consumption.Budget(`${name}-budget`, groupsBudget(place, args.budget, new Date()), {
      parent: this,
      provider: azure,
      ignoreChanges: ["timePeriod"], // it began with the month in which it was made
    });
    this.dns = azureZones(args);

    const logs = new LogWorkspace(`${name}-logs`, args, inAzure);
    const vnet = network.terraformState
      ? terraformVnet(network.terraformState)
      : new OwnVnet(`${name}-network`, args, inAzure);
    const keys = { ...place, endpointSubnetId: vnet.subnetIds.endpoints };
    const vault = new KeyVault(`${name}-keys`, { ...keys, purpose: "cluster", keys: ["etcd", "disks"] }, inAzure);
    const seal = new KeyVault(`${name}-vault-key`, { ...keys, purpose: "vault", keys: ["unseal"] }, inAzure);
    this.vaultSeal = { kind: "azurekeyvault", tenantId, vaultName: seal.vaultName, keyName: "unseal" };

    const { cluster, ready: nodes } = new AzureControlPlane(
      `${name}-control-plane`,
      {
        cluster: args,
        network: vnet,
        vault,
        workspaceId: logs.id,
        ready: [...vnet.ready, ...vault.ready, ...logs.ready],
      },
      inAzure,
    );
    const owned = { parent: this, provider: azure };
    clusterDiagnostics(`${name}-diagnostics`, { clusterId: cluster.id, workspaceId: logs.id }, owned);
    const access = args.bootstrapState ? [pipelineAccess(name, args, owned)] : [];

    const backup = args.backup
      ? new AzureBackupStore(`${name}-backup`, { ...place, ...args.backup }, inAzure)
      : undefined;
    this.backupStore = backup?.store;
    this.identities = new AzureIdentities(
      `${name}-identities`,
      {
        clusterName,
        subscriptionId,
        issuer: cluster.oidcIssuerProfile.apply((profile) => profile?.issuerURL ?? ""),
        dnsZones: args.dnsZones,
        externalDns: args.externalDns,
        backupContainerId: backup?.containerId,
        sealKeyId: seal.keyId("unseal"),
      },
      inAzure,
    ).of;

    this.kubeconfig = kubeconfigFor(cluster, clusterName, { parent: cluster });
    this.provider = clusterProvider(
      `${name}-provider`,
      this.kubeconfig,
      { parent: this, dependsOn: [...nodes, ...access] }, // pods need nodes, and we the right to make them
    );
    this.classes(name, args);
    this.registerOutputs();
  }

  loadBalancer(args: LoadBalancerArgs): LoadBalancerNeeds {
    return azureLoadBalancer(args, this.args.network);
  }

  /** AKS runs autoscaler, metrics and load balancers itself. */
  installAddOns(): pulumi.Resource[] {
    return [];
  }

  private classes(name: string, args: AzureClusterArgs): void {
    const opts = { parent: this, provider: this.provider };
    cloudBlock(
      name,
      {
        provisioner: "disk.csi.azure.com",
        // Copies in one zone only: Ceph keeps its own in the others.
        parameters: { skuName: "Premium_LRS", diskEncryptionSetID: diskEncryptionSet(args) },
        isDefault: args.defaultStorageClass,
      },
      opts,
    );
    // AKS marks a class of its own as default; two of them would leave the choice to chance.
    new k8s.storage.v1.StorageClassPatch(
      `${name}-no-other-default`,
      { metadata: { name: "default", annotations: { "storageclass.kubernetes.io/is-default-class": "false" } } },
      opts,
    );
  }
}

/** The pipeline's identity, which terraform/bootstrap made, may deploy. */
function pipelineAccess(
  name: string,
  { clusterName, subscriptionId, bootstrapState }: AzureClusterArgs,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource {
  const setting = "platform:cluster.bootstrapState";
  const outputs = terraformOutputs(setting, bootstrapState!, ["ci_principal_id"]);
  return assignRole(
    `${name}-pipeline`,
    {
      subscriptionId,
      role: "aksClusterAdmin",
      scope: resourceId({ clusterName, subscriptionId }, "Microsoft.ContainerService/managedClusters", clusterName),
      principalId: outputs.apply((values) => String(values["ci_principal_id"])),
      principalType: "ServicePrincipal",
    },
    opts,
  );
}
