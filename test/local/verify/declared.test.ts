import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { loadStack } from "../../../local/engine/project";
import { declaredOf } from "../../../local/verify/declared";

const values = {
  "platform:cluster": JSON.stringify({
    kind: "existing",
    context: "here",
    network: { apiServer: { cidrs: ["10.0.0.1/32"] } },
  }),
  "platform:access": JSON.stringify({ viewers: ["all"], breakGlass: { groups: ["emergency"] } }),
  "platform:teams": JSON.stringify([
    {
      name: "one",
      groups: { developers: ["ones"] },
      namespaces: [
        {
          name: "shop",
          workloads: [
            { name: "web", calls: [{ workload: "db", port: 1 }] },
            { name: "db", ports: [1] },
          ],
        },
      ],
    },
  ]),
};

describe("what the checks take from configuration", () => {
  it("is every governed namespace, with groups as the API server sees them", () => {
    const declared = declaredOf("dev", values);
    expect(declared.context).toBe("here");
    expect(declared.namespaces.map(({ name }) => name)).toEqual(["dev", "shop"]);
    expect(declared.access).toEqual({
      groups: {
        admins: [],
        operators: [],
        developers: [],
        viewers: ["oidc:all"],
        breakGlass: { enabled: false, groups: ["oidc:emergency"] },
      },
      environments: ["dev"],
      teams: [{ name: "one", developers: ["oidc:ones"], viewers: [], namespaces: ["shop"] }],
    });
    expect(declared.network.namespaces[1]!.workloads[0]!.calls).toEqual([
      { namespace: "shop", workload: "db", port: 1 },
    ]);
    expect(declared.network.apiServer).toEqual({ cidrs: ["10.0.0.1/32"], port: 6443 });
  });

  const root = resolve(__dirname, "../../..");

  it("can be had for the stack file of dev", () => {
    expect(declaredOf("dev", loadStack(root, "dev")).namespaces[0]!.name).toBe("dev");
  });

  it("fails for a stack that makes a cluster of its own", () => {
    expect(() => declaredOf("staging", loadStack(root, "staging"))).toThrow(
      "platform:cluster.kind of stack staging must be existing, got aws; name a stack that stands on a cluster which is there, or run npm run plan -- staging",
    );
  });

  it("fails when configuration has a mistake, with its message", () => {
    expect(() => declaredOf("dev", { ...values, "platform:acces": "{}" })).toThrow(
      /^the configuration of stack dev has a mistake:\n {2}platform:acces must be a setting/,
    );
  });
});
