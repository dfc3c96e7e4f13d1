import * as ec2 from "@pulumi/aws/ec2";
import type * as pulumi from "@pulumi/pulumi";
import type { AwsNetworkArgs } from "../args";

interface RoutesArgs {
  vpc: ec2.Vpc;
  clusterName: string;
  network: Pick<AwsNetworkArgs, "zones" | "natGateways">;
  publicSubnets: ec2.Subnet[];
  privateSubnets: ec2.Subnet[];
  intraSubnets: ec2.Subnet[];
}

/** Public subnets reach the internet, private ones through NAT, intra ones not at all. */
export function createRoutes(
  name: string,
  { vpc, clusterName, network, publicSubnets, privateSubnets, intraSubnets }: RoutesArgs,
  owned: pulumi.CustomResourceOptions,
): { tables: ec2.RouteTable[]; ready: pulumi.Resource[] } {
  const tagged = (suffix: string) => ({ Name: `${clusterName}-${suffix}` });
  const gateway = new ec2.InternetGateway(`${name}-internet`, { vpcId: vpc.id, tags: tagged("internet") }, owned);
  const natZones = network.natGateways === "single" ? network.zones.slice(0, 1) : network.zones;
  const nats = natZones.map((zone, i) => {
    const address = new ec2.Eip(`${name}-nat-${zone}`, { domain: "vpc", tags: tagged(`nat-${zone}`) }, owned);
    return new ec2.NatGateway(
      `${name}-nat-${zone}`,
      { allocationId: address.id, subnetId: publicSubnets[i]!.id, tags: tagged(`nat-${zone}`) },
      // AWS refuses to detach a gateway from the internet while an address behind it is mapped.
      { ...owned, dependsOn: gateway },
    );
  });

  const table = (suffix: string, subnets: ec2.Subnet[], zones: string[]) => {
    const created = new ec2.RouteTable(`${name}-${suffix}`, { vpcId: vpc.id, tags: tagged(suffix) }, owned);
    const purpose = suffix.split("-")[0];
    const associations = subnets.map(
      (subnet, i) =>
        new ec2.RouteTableAssociation(
          `${name}-${purpose}-${zones[i]}`,
          { subnetId: subnet.id, routeTableId: created.id },
          owned,
        ),
    );
    return { created, associations };
  };
  const everywhere = "0.0.0.0/0";
  const outside = table("public", publicSubnets, network.zones);
  const toInternet = new ec2.Route(
    `${name}-public-internet`,
    { routeTableId: outside.created.id, destinationCidrBlock: everywhere, gatewayId: gateway.id },
    owned,
  );
  const inside = network.zones.map((zone, i) => {
    const { created, associations } = table(`private-${zone}`, [privateSubnets[i]!], [zone]);
    const nat = nats[i] ?? nats[0]!;
    const route = new ec2.Route(
      `${name}-private-${zone}-nat`,
      { routeTableId: created.id, destinationCidrBlock: everywhere, natGatewayId: nat.id },
      owned,
    );
    return { created, ready: [route, ...associations] };
  });
  table("intra", intraSubnets, network.zones);
  return {
    tables: inside.map(({ created }) => created),
    ready: [toInternet, ...outside.associations, ...inside.flatMap(({ ready }) => ready)],
  };
}
