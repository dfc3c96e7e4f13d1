import * as eks from "@pulumi/aws/eks";
import { describe, expect, it } from "vitest";
import { AwsIdentities } from "../../../../components/cluster/aws/identity";
import { registeredBy } from "../../../support/registered";

const place = { clusterName: "platform-staging", region: "eu-central-1", accountId: "111122223333", externalDns: true };

/** What pods of each controller may reach outside of the cluster. */
async function egress(endpointCidrs: string[], hostedZones = ["Z0123456789"]) {
  let identities: AwsIdentities | undefined;
  await registeredBy((opts) => {
    const cluster = eks.Cluster.get("cluster", "platform-staging", undefined, opts);
    identities = new AwsIdentities("identities", { ...place, hostedZones, cluster, endpointCidrs }, opts);
    return identities;
  });
  return (controller: Parameters<AwsIdentities["of"]>[0]) =>
    identities!.of(controller).egress.map(({ cidr, port }) => `${cidr}:${port}`);
}
const agent = "169.254.170.23/32:80";
const internet = "0.0.0.0/0:443";

describe("controllers on AWS reach", () => {
  it("AWS at its endpoints in the network, and the internet only for what has none there", async () => {
    const of = await egress(["10.0.240.0/24", "10.0.241.0/24"]);
    expect(of("clusterAutoscaler")).toEqual([agent, "10.0.240.0/24:443", "10.0.241.0/24:443"]);
    expect(of("externalDns")).toEqual([agent, "10.0.240.0/24:443", "10.0.241.0/24:443", internet]);
  });

  it("AWS over the internet where the network has no endpoints", async () => {
    const of = await egress([]);
    expect(of("clusterAutoscaler")).toEqual([agent, internet]);
    expect(of("vault")).toEqual([agent, internet]);
  });

  it("nothing of AWS without a role", async () => {
    const of = await egress(["10.0.240.0/24"], []);
    expect(of("certManager")).toEqual(["10.0.240.0/24:443", internet]); // ACME servers
  });
});
