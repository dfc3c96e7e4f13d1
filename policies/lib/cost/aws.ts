import { always, hourly, machines, stated, volume, type Billed, type CostResource, type Disk } from "./billed";
import type { Place } from "./prices";

/** The type and the disk of nodes for which nobody says them: the defaults of EKS. */
const defaultType = "t3.medium";
const defaultDisk: Disk = { type: "gp3", gib: 20 };

type Read = (resource: CostResource, place: Place, resources: readonly CostResource[]) => Billed[];

const billing: Readonly<Record<string, Read>> = {
  "aws:eks/cluster:Cluster": (_, place) => [
    hourly(
      "control plane",
      place,
      "control planes of tier standard",
      (prices) => prices.controlPlaneHour?.["standard"],
    ),
  ],
  "aws:eks/nodeGroup:NodeGroup": nodeGroup,
  "aws:ec2/instance:Instance": ({ props }, place) => machines(place, stated(props["instanceType"]), [], always(1)),
  "aws:ebs/volume:Volume": ({ props }, place) => [
    volume(place, { type: stated(props["type"]) || "gp2", gib: Number(props["size"]) }),
  ],
  "aws:ec2/natGateway:NatGateway": (_, place) => [
    hourly("network", place, "NAT gateways", (prices) => prices.natGatewayHour),
  ],
  "aws:ec2/eip:Eip": (_, place) => [hourly("network", place, "public addresses", (prices) => prices.addressHour)],
  "aws:lb/loadBalancer:LoadBalancer": (_, place) => [
    hourly("network", place, "load balancers", (prices) => prices.loadBalancerHour),
  ],
  "aws:ec2/vpcEndpoint:VpcEndpoint": endpoint,
  "aws:kms/key:Key": (_, place) => [key(place)],
  "aws:kms/replicaKey:ReplicaKey": (_, place) => [key(place)],
};

/** What AWS bills by time for a resource: nothing for most. */
export function awsBilled(resource: CostResource, resources: readonly CostResource[]): Billed[] {
  const read = billing[resource.type];
  return read ? read(resource, { cloud: "aws", region: awsRegion(resource) }, resources) : [];
}

/** A resource says its region, or has that of its provider. */
export function awsRegion({ props, provider }: CostResource): string {
  return stated(props["region"] ?? provider?.props["region"]);
}

/** On demand, of the type that is asked for first: buying cheaper is a pleasant surprise. */
function nodeGroup(resource: CostResource, place: Place, resources: readonly CostResource[]): Billed[] {
  const { props, propertyDependencies } = resource;
  const [type = defaultType] = (props["instanceTypes"] ?? []) as string[];
  const size = (props["scalingConfig"] ?? {}) as { minSize?: number; desiredSize?: number; maxSize?: number };
  const made = propertyDependencies?.["launchTemplate"] ?? [];
  const template = resources.find(({ urn }) => made.some((source) => source.urn === urn));
  const disks = template ? templateDisks(template) : [defaultDisk];
  return machines(place, type, disks, {
    atLeast: size.desiredSize ?? size.minSize ?? NaN,
    atMost: size.maxSize ?? NaN,
  });
}

function templateDisks({ props }: CostResource): Disk[] {
  const mappings = (props["blockDeviceMappings"] ?? []) as { ebs?: { volumeType?: string; volumeSize?: number } }[];
  return mappings.flatMap(({ ebs }) =>
    ebs?.volumeSize === undefined ? [] : [{ type: ebs.volumeType ?? "gp2", gib: ebs.volumeSize }],
  );
}

/** In every zone by itself; those for buckets are free. */
function endpoint({ props }: CostResource, place: Place): Billed[] {
  if (props["vpcEndpointType"] !== "Interface") return [];
  const zones = (props["subnetIds"] as unknown[] | undefined)?.length ?? 1;
  return [hourly("network", place, "endpoints of services", (prices) => prices.endpointHour, always(zones))];
}

function key(place: Place): Billed {
  return { category: "keys", place, what: "keys", monthly: (prices) => prices.keyMonth, ...always(1) };
}
