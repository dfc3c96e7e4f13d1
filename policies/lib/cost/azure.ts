import { always, hourly, machines, stated, type Billed, type CostResource } from "./billed";
import type { Place } from "./prices";

/** Type of the disks that AKS gives its nodes. */
const nodeDisk = "Premium_LRS";
/** Size where nobody says one (GiB): the default of AKS. */
const defaultDiskGiB = 128;

type Read = (resource: CostResource, place: Place) => Billed[];

const billing: Readonly<Record<string, Read>> = {
  "containerservice:ManagedCluster": ({ props }, place) => {
    const tier = stated((props["sku"] as { tier?: string } | undefined)?.tier ?? "Free").toLowerCase();
    const pools = (props["agentPoolProfiles"] ?? []) as AgentPool[];
    const what = `control planes of tier ${tier}`;
    return [
      hourly("control plane", place, what, (prices) => prices.controlPlaneHour?.[tier]),
      ...pools.flatMap((pool) => nodes(pool, place)),
    ];
  },
  "containerservice:AgentPool": ({ props }, place) => nodes(props, place),
  "network:NatGateway": (_, place) => [hourly("network", place, "NAT gateways", (prices) => prices.natGatewayHour)],
  "network:PublicIPAddress": (_, place) => [
    hourly("network", place, "public addresses", (prices) => prices.addressHour),
  ],
  "network:PrivateEndpoint": (_, place) => [
    hourly("network", place, "endpoints of services", (prices) => prices.endpointHour),
  ],
  "keyvault:Key": ({ props }, place) => {
    const { kty } = (props["properties"] ?? {}) as { kty?: string };
    if (!stated(kty).endsWith("-HSM")) return []; // billed by use
    return [{ category: "keys", place, what: "keys", monthly: (prices) => prices.keyMonth, ...always(1) }];
  },
};

/** What Azure bills by time for a resource: nothing for most. */
export function azureBilled(resource: CostResource, resources: readonly CostResource[]): Billed[] {
  const read = billing[azureKind(resource.type)];
  return read ? read(resource, { cloud: "azure", region: azureRegion(resource, resources) }) : [];
}

/** `containerservice:ManagedCluster` in whatever version of Azure's API; empty for other clouds. */
export function azureKind(type: string): string {
  const [provider, module = "", kind] = type.split(":");
  return provider === "azure-native" ? `${module.split("/")[0]}:${kind}` : "";
}

/** A resource says its region, or has that of its group: the only one of the stack. */
export function azureRegion({ props }: CostResource, resources: readonly CostResource[]): string {
  const group = resources.find(({ type }) => azureKind(type) === "resources:ResourceGroup");
  // Azure takes `West Europe` too.
  return stated(props["location"] ?? group?.props["location"])
    .toLowerCase()
    .replaceAll(" ", "");
}

interface AgentPool {
  vmSize?: string;
  count?: number;
  minCount?: number;
  maxCount?: number;
  enableAutoScaling?: boolean;
  osDiskSizeGB?: number;
}

function nodes({ vmSize, count, minCount, maxCount, enableAutoScaling, osDiskSizeGB }: AgentPool, place: Place) {
  const atLeast = count ?? minCount ?? 1;
  return machines(place, stated(vmSize), [{ type: nodeDisk, gib: osDiskSizeGB ?? defaultDiskGiB }], {
    atLeast,
    atMost: enableAutoScaling ? (maxCount ?? atLeast) : atLeast,
  });
}
