import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createCluster } from "../../../components/cluster";
import { ExistingCluster } from "../../../components/cluster/existing";
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
  });
});
