import { describe, expect, it } from "vitest";
import { externalSecretSpec } from "../../../components/lib/external-secret";

const args = {
  name: "grafana-client",
  store: "vault-dev",
  keys: { secret: { entry: "sign-in/grafana", key: "client-secret" } },
};

describe("a Secret out of Vault", () => {
  it("holds the entry's keys, under names of its own", () => {
    expect(externalSecretSpec(args)).toEqual({
      refreshInterval: "1h",
      secretStoreRef: { kind: "ClusterSecretStore", name: "vault-dev" },
      target: { name: "grafana-client", creationPolicy: "Owner" },
      data: [{ secretKey: "secret", remoteRef: { key: "platform/sign-in/grafana", property: "client-secret" } }],
    });
  });

  it("holds files in which they stand, where these are described", () => {
    const template = { "grafana.ini": "secret = {{ .secret }}\n" };
    expect(externalSecretSpec({ ...args, template }).target).toEqual({
      name: "grafana-client",
      creationPolicy: "Owner",
      template: { engineVersion: "v2", data: template },
    });
  });
});
