import { describe, expect, it } from "vitest";
import { Certificates, type CertificatesArgs } from "../../components/certificates";
import { acmeSpec, vaultSpec } from "../../components/certificates/issuers";
import { registeredBy } from "../support/registered";

const staging = { name: "letsencrypt-staging", directory: "https://acme-staging-v02.api.letsencrypt.org/directory" };
const production = { name: "letsencrypt-production", directory: "https://acme-v02.api.letsencrypt.org/directory" };
const base = {
  internal: { kind: "ca" as const },
  account: { namespace: "cert-manager", serviceAccount: "cert-manager" },
  await: true,
  ready: [],
};
const registeredFor = async (args: Partial<CertificatesArgs>) =>
  (await registeredBy((opts) => new Certificates("certificates", { ...base, ...args }, opts))).map(
    ({ type, name, inputs }) => ({ is: `${type} ${name}`, ...inputs }),
  );
const names = (registered: { is: string }[]) => registered.map(({ is }) => is);

const caOfTheCluster = [
  {
    is: "kubernetes:cert-manager.io/v1:Certificate certificates-internal-ca",
    metadata: {
      name: "internal-ca",
      namespace: "cert-manager",
      annotations: { "pulumi.com/waitFor": "condition=Ready" },
    },
    spec: {
      isCA: true,
      secretName: "internal-ca",
      privateKey: { algorithm: "ECDSA", size: 384, rotationPolicy: "Never" },
      usages: ["cert sign", "crl sign"],
      issuerRef: { kind: "Issuer", name: "internal-root" },
    },
  },
  {
    is: "kubernetes:cert-manager.io/v1:ClusterIssuer certificates-internal",
    metadata: { name: "internal" },
    spec: { ca: { secretName: "internal-ca" } },
  },
];
const root = {
  is: "kubernetes:cert-manager.io/v1:Issuer certificates-internal-root",
  metadata: { name: "internal-root", namespace: "cert-manager" },
  spec: { selfSigned: {} },
};
const component = { is: "platform:components:Certificates certificates" };

describe("who signs", () => {
  it("where no ACME server is reached is nobody for hosts, and a CA of the cluster's own inside", async () => {
    const registered = await registeredFor({});
    expect(registered).toMatchObject([
      ...caOfTheCluster,
      {
        is: "kubernetes:cert-manager.io/v1:ClusterIssuer certificates-self-signed",
        metadata: { name: "self-signed" },
        spec: { selfSigned: {} },
      },
      root,
      component,
    ]);
  });

  it("for hosts is each ACME server, each with an account of its own", async () => {
    const acme = { issuers: [staging, production], email: "pki@example.com", challenge: "http01" as const };
    const registered = await registeredFor({ acme });
    const issuer = (name: string, server: string) => ({
      is: `kubernetes:cert-manager.io/v1:ClusterIssuer certificates-${name}`,
      metadata: { name, annotations: { "pulumi.com/waitFor": "condition=Ready" } },
      spec: {
        acme: {
          server,
          email: "pki@example.com",
          privateKeySecretRef: { name: `${name}-account` },
          solvers: [{ http01: { ingress: { ingressClassName: "nginx", serviceType: "ClusterIP" } } }],
        },
      },
    });
    expect(registered).toMatchObject([
      ...caOfTheCluster,
      issuer(production.name, production.directory),
      issuer(staging.name, staging.directory),
      root,
      component,
    ]);
  });

  it("inside is Vault where configured: cert-manager may make tokens of its own account, and does not wait for it", async () => {
    const internal = { kind: "vault" as const, server: "https://vault.vault.svc:8200", path: "pki", role: "internal" };
    const registered = await registeredFor({ internal });
    expect(names(registered)).toEqual([
      "kubernetes:cert-manager.io/v1:Certificate certificates-internal-ca",
      "kubernetes:cert-manager.io/v1:ClusterIssuer certificates-internal",
      "kubernetes:cert-manager.io/v1:ClusterIssuer certificates-internal-ca",
      "kubernetes:cert-manager.io/v1:ClusterIssuer certificates-self-signed",
      "kubernetes:cert-manager.io/v1:Issuer certificates-internal-root",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding certificates-vault-token",
      "kubernetes:rbac.authorization.k8s.io/v1:Role certificates-vault-token",
      "platform:components:Certificates certificates",
    ]);
    const [, inside, ca, , , binding, role] = registered;
    expect(inside).toMatchObject({ metadata: { name: "internal" }, spec: vaultSpec(internal, "cert-manager") });
    expect(inside).not.toHaveProperty("metadata.annotations");
    // Who signs for Vault itself.
    expect(ca).toMatchObject({ metadata: { name: "internal-ca" }, spec: { ca: { secretName: "internal-ca" } } });
    expect(role).toMatchObject({
      metadata: { namespace: "cert-manager" },
      rules: [
        { apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: ["cert-manager"], verbs: ["create"] },
      ],
    });
    expect(binding).toMatchObject({
      roleRef: { kind: "Role", name: "vault-token" },
      subjects: [{ kind: "ServiceAccount", name: "cert-manager", namespace: "cert-manager" }],
    });
  });

  it("is not waited for where the stack does not wait", async () => {
    for (const object of await registeredFor({ await: false })) {
      expect(object).not.toHaveProperty("metadata.annotations");
    }
  });
});

describe("challenges in DNS carry no credential", () => {
  const solvers = (zones: Parameters<typeof acmeSpec>[2]) =>
    acmeSpec(staging, { challenge: "dns01" }, zones).acme.solvers;

  it("in Route 53, in the one zone", () => {
    expect(solvers({ kind: "route53", region: "eu-central-1", zoneIds: ["Z1"] })).toEqual([
      { dns01: { route53: { region: "eu-central-1", hostedZoneID: "Z1" } } },
    ]);
  });

  it("in Route 53, in the zone with the fitting name among several", () => {
    expect(solvers({ kind: "route53", region: "eu-central-1", zoneIds: ["Z1", "Z2"] })).toEqual([
      { dns01: { route53: { region: "eu-central-1" } } },
    ]);
  });

  it("in Azure DNS, for the hosts of each zone", () => {
    const zones = [
      { resourceGroup: "dns", name: "example.com" },
      { resourceGroup: "other", name: "example.org" },
    ];
    const solver = (resourceGroupName: string, zone: string) => ({
      selector: { dnsZones: [zone] },
      dns01: {
        azureDNS: {
          subscriptionID: "s",
          resourceGroupName,
          hostedZoneName: zone,
          managedIdentity: { tenantID: "t" },
        },
      },
    });
    expect(solvers({ kind: "azure", subscriptionId: "s", tenantId: "t", zones })).toEqual([
      solver("dns", "example.com"),
      solver("other", "example.org"),
    ]);
  });
});

describe("Vault as issuer", () => {
  it("signs in with the controller's own account, by a token that only Vault takes", () => {
    const settings = { server: "https://vault.vault.svc:8200", path: "pki", role: "internal", caSecret: "vault-ca" };
    expect(vaultSpec(settings, "cert-manager")).toEqual({
      vault: {
        server: "https://vault.vault.svc:8200",
        path: "pki/sign/internal",
        caBundleSecretRef: { name: "vault-ca", key: "ca.crt" },
        auth: {
          kubernetes: {
            mountPath: "/v1/auth/kubernetes",
            role: "cert-manager",
            serviceAccountRef: { name: "cert-manager", audiences: ["vault"] },
          },
        },
      },
    });
  });
});
