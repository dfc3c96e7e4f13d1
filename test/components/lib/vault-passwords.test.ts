import { describe, expect, it } from "vitest";
import { VaultClients } from "../../../components/vault-clients";
import { VaultPasswords } from "../../../components/lib/vault-passwords";
import { passwordPolicy } from "../../../components/vault-config/names";
import { externalSecretsPart } from "../../../components/vault-config";
import { registeredBy } from "../../support/registered";

const account = { namespace: "external-secrets", serviceAccount: "external-secrets" };

describe("passwords of the platform", () => {
  it("are made by Vault, written where there is none, and read into a Secret", async () => {
    const passwords = [
      {
        component: "grafana",
        key: "admin-password",
        secret: { namespace: "monitoring", name: "grafana-admin" },
        plain: { "admin-user": "admin" },
      },
    ];
    const secrets = {
      store: "vault-dev",
      address: "https://vault.vault.svc:8200",
      account,
      caSecret: "tls",
      ready: [],
    };
    const registered = await registeredBy((opts) => new VaultPasswords("passwords", { passwords, secrets }, opts));
    const generator = {
      apiVersion: "generators.external-secrets.io/v1alpha1",
      kind: "VaultDynamicSecret",
      name: "passwords",
    };
    expect(registered.map(({ type, name, inputs }) => ({ is: `${type} ${name}`, ...inputs }))).toEqual([
      {
        is: "kubernetes:external-secrets.io/v1:ExternalSecret passwords/grafana/admin-password",
        apiVersion: "external-secrets.io/v1",
        kind: "ExternalSecret",
        metadata: { namespace: "monitoring", name: "grafana-admin" },
        spec: {
          refreshInterval: "1h",
          secretStoreRef: { kind: "ClusterSecretStore", name: "vault-dev" },
          target: {
            name: "grafana-admin",
            creationPolicy: "Owner",
            template: {
              engineVersion: "v2",
              data: { "admin-user": "admin", "admin-password": '{{ index . "admin-password" }}' },
            },
          },
          data: [{ secretKey: "admin-password", remoteRef: { key: "platform/grafana", property: "admin-password" } }],
        },
      },
      {
        is: "kubernetes:external-secrets.io/v1alpha1:PushSecret passwords-push/grafana/admin-password",
        apiVersion: "external-secrets.io/v1alpha1",
        kind: "PushSecret",
        metadata: { name: "grafana.admin-password", namespace: "external-secrets" },
        spec: {
          refreshInterval: "1h",
          updatePolicy: "IfNotExists",
          deletionPolicy: "None",
          secretStoreRefs: [{ kind: "ClusterSecretStore", name: "vault-dev" }],
          selector: { generatorRef: generator },
          data: [
            {
              match: {
                secretKey: "password",
                remoteRef: { remoteKey: "platform/grafana", property: "admin-password" },
              },
            },
          ],
        },
      },
      {
        is: "kubernetes:generators.external-secrets.io/v1alpha1:VaultDynamicSecret passwords-generator",
        apiVersion: generator.apiVersion,
        kind: generator.kind,
        metadata: { name: generator.name, namespace: "external-secrets" },
        spec: {
          path: `/sys/policies/password/${passwordPolicy}/generate`,
          method: "GET",
          resultType: "Data",
          provider: {
            server: "https://vault.vault.svc:8200",
            caProvider: { type: "Secret", name: "tls", key: "ca.crt" },
            auth: {
              kubernetes: {
                mountPath: "kubernetes",
                role: `platform-${externalSecretsPart(account, []).name}`,
                serviceAccountRef: { name: "external-secrets", audiences: ["vault"] },
              },
            },
          },
        },
      },
      { is: "platform:components:VaultPasswords passwords" },
    ]);
  });
});

describe("pods that ask Vault", () => {
  it("know its CA by a certificate of the same issuer, in their own namespace", async () => {
    const args = { namespaces: ["payments"], caIssuer: { name: "internal", ready: [] } };
    const [certificate, ...others] = await registeredBy((opts) => new VaultClients("clients", args, opts));
    expect(certificate).toMatchObject({
      type: "kubernetes:cert-manager.io/v1:Certificate",
      name: "clients-payments",
      inputs: {
        metadata: { name: "vault-ca", namespace: "payments" },
        spec: { secretName: "vault-ca", issuerRef: { kind: "ClusterIssuer", name: "internal" } },
      },
    });
    expect(others.map(({ type }) => type)).toEqual(["platform:components:VaultClients"]);
  });
});
