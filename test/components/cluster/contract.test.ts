import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCluster } from "../../../components/cluster";
import { ExistingCluster, type ExistingDns } from "../../../components/cluster/existing";
import { registeredBy } from "../../support/registered";

describe("the clouds' SDKs", () => {
  it("are loaded only where their cloud is chosen", () => {
    const script = `
      const { createCluster } = require(${JSON.stringify(join(__dirname, "../../../components/cluster"))});
      const loaded = () => ["aws", "azure-native"].filter((sdk) =>
        Object.keys(require.cache).some((file) => file.includes("/@pulumi/" + sdk + "/")));
      const before = loaded();
      const pulumi = require("@pulumi/pulumi");
      pulumi.runtime.setMocks({ newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) });
      createCluster("a", { kind: "existing", context: "here" });
      const existing = loaded();
      try { createCluster("b", { kind: "aws" }); } catch {}
      console.log(JSON.stringify([before, existing, loaded()]));`;
    const output = execFileSync(process.execPath, ["--import", "tsx", "-e", script], {
      cwd: join(__dirname, "../../.."),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect(JSON.parse(output)).toEqual([[], [], ["aws"]]);
  });
});

describe("an existing cluster", () => {
  it("is a provider and nothing else", async () => {
    const registered = await registeredBy(
      (opts) => createCluster("cluster", { kind: "existing", context: "here" }, opts) as ExistingCluster,
    );
    expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "platform:components:ExistingCluster cluster",
      "pulumi:providers:kubernetes cluster-provider",
    ]);
    expect(registered[1]!.inputs).toMatchObject({ context: "here" });
  });

  it("has identities as the operator gives them, and no add-ons to install", async () => {
    let cluster: ExistingCluster | undefined;
    const identities = { velero: { "eks.amazonaws.com/role-arn": "arn:aws:iam::111122223333:role/velero" } };
    await registeredBy((opts) => (cluster = new ExistingCluster("cluster", { context: "here", identities }, opts)));
    expect(cluster?.identities.velero).toMatchObject({
      namespace: "velero",
      serviceAccount: "velero",
      annotations: identities.velero,
    });
    expect(cluster?.identities.certManager.annotations).toEqual({});
    expect(cluster?.installAddOns()).toEqual([]);
    expect(cluster?.rawBlockClass).toBeUndefined();
    expect(cluster?.dns).toBeUndefined();
  });

  it("has the DNS zones that the operator names, and load balancers that nothing is asked of", async () => {
    const build = async (dns: ExistingDns) => {
      let cluster: ExistingCluster | undefined;
      await registeredBy((opts) => (cluster = new ExistingCluster("cluster", { context: "here", dns }, opts)));
      return cluster!;
    };
    const cluster = await build({ kind: "route53", region: "eu-central-1", zones: ["Z1234"] });
    expect(cluster.dns).toEqual({ kind: "route53", region: "eu-central-1", zoneIds: ["Z1234"] });
    expect(cluster.loadBalancer()).toEqual({ annotations: {}, healthCheckCidrs: [] });
    const place = { subscriptionId: "s", tenantId: "t" };
    const onAzure = await build({ kind: "azure", ...place, resourceGroup: "dns", zones: ["a.example", "b.example"] });
    expect(onAzure.dns).toEqual({
      kind: "azure",
      ...place,
      zones: [
        { resourceGroup: "dns", name: "a.example" },
        { resourceGroup: "dns", name: "b.example" },
      ],
    });
  });
});
