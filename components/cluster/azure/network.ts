import * as network from "@pulumi/azure-native/network";
import * as pulumi from "@pulumi/pulumi";
import type { TerraformState } from "../../lib/terraform-outputs";
import { terraformOutputs } from "../../lib/terraform-state";
import type { AzureNetworkArgs } from "./args";
import { resourceId } from "./names";
import { networkOutputs, subnetOutputs } from "./network-outputs";
import { azureSubnets, type AzureSubnets } from "./subnets";

/** IDs of the subnets, whoever made them. */
export interface AzureNetwork {
  readonly subnetIds: Record<keyof AzureSubnets, pulumi.Input<string>>;
  readonly ready: pulumi.Resource[];
}

export interface OwnVnetArgs {
  clusterName: string;
  subscriptionId: string;
  network: AzureNetworkArgs;
  /** Who reaches the public ingress controller. @default absent - there is none */
  clients?: string[];
}

/** A virtual network: closed subnets, one NAT gateway as the only way out. */
export class OwnVnet extends pulumi.ComponentResource implements AzureNetwork {
  readonly subnetIds: Record<keyof AzureSubnets, string>;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: OwnVnetArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AzureNetwork", name, {}, opts);
    const { clusterName, network: settings } = args;
    const plan = azureSubnets(settings.vnetCidr);
    if (!plan)
      throw new pulumi.RunError(`platform:cluster.network.vnetCidr must hold the subnets, got ${settings.vnetCidr}`);
    const owned = { parent: this };
    const inGroup = { resourceGroupName: clusterName };

    const vnet = new network.VirtualNetwork(
      `${name}-vnet`,
      { ...inGroup, virtualNetworkName: clusterName, addressSpace: { addressPrefixes: [settings.vnetCidr] } },
      owned,
    );
    const address = new network.PublicIPAddress(
      `${name}-outbound`,
      {
        ...inGroup,
        publicIpAddressName: `${clusterName}-outbound`,
        publicIPAllocationMethod: "Static",
        sku: { name: "StandardV2" }, // over all zones, as the gateway is
        zones: settings.zones,
      },
      owned,
    );
    const nat = new network.NatGateway(
      `${name}-nat`,
      {
        ...inGroup,
        natGatewayName: clusterName,
        sku: { name: "StandardV2" },
        zones: settings.zones,
        publicIpAddresses: [{ id: address.id }],
      },
      owned,
    );
    const closed = new network.NetworkSecurityGroup(
      `${name}-closed`,
      { ...inGroup, networkSecurityGroupName: `${clusterName}-closed`, securityRules: [fromNetworkOnly] },
      owned,
    );
    const nodes = args.clients
      ? new network.NetworkSecurityGroup(
          `${name}-entry`,
          {
            ...inGroup,
            networkSecurityGroupName: `${clusterName}-entry`,
            securityRules: [fromClients(args.clients), fromProbes, fromNetworkOnly],
          },
          owned,
        )
      : closed;
    // Azure changes one subnet of a network at a time.
    let previous: pulumi.Resource[] = [];
    const subnet = (purpose: keyof AzureSubnets, more: Partial<network.SubnetArgs>) => {
      const created = new network.Subnet(
        `${name}-${purpose}`,
        {
          ...inGroup,
          virtualNetworkName: vnet.name,
          subnetName: purpose,
          addressPrefix: plan[purpose],
          defaultOutboundAccess: false,
          networkSecurityGroup: { id: closed.id },
          ...more,
        },
        { ...owned, dependsOn: previous },
      );
      previous = [created];
      return created;
    };
    const aks = "Microsoft.ContainerService/managedClusters";
    this.ready = [
      subnet("nodes", { natGateway: { id: nat.id }, networkSecurityGroup: { id: nodes.id } }),
      subnet("loadBalancers", {}),
      subnet("endpoints", { privateEndpointNetworkPolicies: "Enabled" }),
      subnet("apiServer", { delegations: [{ name: "aks", serviceName: aks }] }),
    ];
    const id = (purpose: keyof AzureSubnets) =>
      resourceId(args, `Microsoft.Network/virtualNetworks/${clusterName}/subnets`, purpose);
    this.subnetIds = {
      nodes: id("nodes"),
      loadBalancers: id("loadBalancers"),
      endpoints: id("endpoints"),
      apiServer: id("apiServer"),
    };
    this.registerOutputs();
  }
}

const inbound = {
  direction: "Inbound",
  access: "Allow",
  protocol: "Tcp",
  sourcePortRange: "*",
  destinationAddressPrefix: "*",
};

/** AKS opens its own group for a load balancer and leaves those of subnets alone: clients pass both. */
function fromClients(sources: string[]) {
  const from = sources.length === 1 ? { sourceAddressPrefix: sources[0]! } : { sourceAddressPrefixes: sources };
  return { ...inbound, name: "allow-clients", priority: 100, ...from, destinationPortRanges: ["80", "443"] };
}

/** The load balancer asks nodes for their health from an address that belongs to Azure. */
const fromProbes = {
  ...inbound,
  name: "allow-probes",
  priority: 110,
  sourceAddressPrefix: "AzureLoadBalancer",
  destinationPortRange: "*",
};

/** The last rule of a group: what is not opened before comes from the network itself. */
const fromNetworkOnly = {
  name: "deny-from-internet",
  priority: 4096,
  direction: "Inbound",
  access: "Deny",
  protocol: "*",
  sourceAddressPrefix: "Internet",
  sourcePortRange: "*",
  destinationAddressPrefix: "*",
  destinationPortRange: "*",
};

/** A virtual network that Terraform manages. */
export function terraformVnet(state: TerraformState): AzureNetwork {
  const outputs = terraformOutputs("platform:cluster.network.terraformState", state, networkOutputs);
  const id = (purpose: keyof AzureSubnets) => outputs.apply((values) => String(values[subnetOutputs[purpose]]));
  return {
    subnetIds: {
      nodes: id("nodes"),
      loadBalancers: id("loadBalancers"),
      endpoints: id("endpoints"),
      apiServer: id("apiServer"),
    },
    ready: [],
  };
}
