import { describe, expect, it } from "vitest";
import { certificateSpec } from "../../../components/lib/certificate-spec";
import { vaultSpec } from "../../../components/certificates/issuers";
import {
  certManagerPart,
  externalSecretsPart,
  snapshotsPart,
  VaultConfig,
  type VaultConfigArgs,
} from "../../../components/vault-config";
import { connectionUrl, roleStatements } from "../../../components/vault-config/databases";
import { groupPolicies } from "../../../components/vault-config/people";
import { boundClaims } from "../../../components/vault-config/pipelines";
import { pkiRoleArgs } from "../../../components/vault-config/pki";
import { vaultPaths } from "../../../policies/lib/vault/policy";
import { registeredBy, type Registered } from "../../support/registered";

const account = (name: string) => ({ namespace: name, serviceAccount: name });
const inCluster = "https://vault.vault.svc:8200";
const team = (environment: string): VaultConfigArgs["teams"][number] => ({
  name: "payments",
  environments: [environment],
  developers: ["payments-developers"],
  namespaces: [
    { name: "payments", environment, serviceAccounts: ["api", "worker"] },
    { name: "payments-batch", environment, serviceAccounts: [] },
  ],
  databases: [],
  pipelines: [],
});
const dev: VaultConfigArgs = {
  address: "https://vault.dev.example.com",
  inClusterAddress: inCluster,
  environments: ["dev"],
  teams: [team("dev")],
  parts: [certManagerPart(account("cert-manager"))],
};
const production: VaultConfigArgs = {
  address: "https://vault.example.com",
  inClusterAddress: inCluster,
  environments: ["production"],
  teams: [
    {
      ...team("production"),
      pipelines: [{ project: "payments/api", ref: "main", environment: "production" }],
      databases: [
        {
          name: "orders",
          environment: "production",
          host: "orders.db.example.com",
          port: 5432,
          database: "orders",
          cidr: "10.9.0.0/24",
          username: "vault",
          roles: [{ name: "app", memberOf: "orders_app", ttlMinutes: 60, maxTtlMinutes: 1440 }],
        },
      ],
    },
  ],
  parts: [
    certManagerPart(account("cert-manager")),
    externalSecretsPart(account("external-secrets"), ["production"], []),
    snapshotsPart({ namespace: "vault", serviceAccount: "vault-snapshots" }),
  ],
  people: {
    clientId: "vault",
    groupsClaim: "groups",
    groups: { admin: ["admins"], operator: [], developer: [], viewer: ["engineering"] },
  },
  pipelines: {
    issuer: "https://gitlab.com",
    audience: "https://vault.example.com",
    projects: [{ path: "platform/infrastructure", ref: "main", environment: "production" }],
  },
};

const registered = (args: VaultConfigArgs) => registeredBy((opts) => new VaultConfig("vault-config", args, opts));
const names = (all: Registered[]) => all.map(({ type, name }) => `${type} ${name}`);
const inputs = (all: Registered[], suffix: string, name?: string) =>
  all
    .filter((each) => each.type.endsWith(suffix) && (name === undefined || each.name === `vault-config-${name}`))
    .map((each) => each.inputs);
const policy = (all: Registered[], name: string) =>
  vaultPaths(inputs(all, "policy:Policy", `policy-${name}`)[0]!["policy"] as string).map(
    ({ path, capabilities }) => `${path} ${capabilities.join()}`,
  );

const common = (environment: string) => [
  "platform:components:VaultConfig vault-config",
  "vault:generic/endpoint:Endpoint vault-config-password-policy",
  "vault:index/audit:Audit vault-config-audit-file",
  "vault:index/authBackend:AuthBackend vault-config-kubernetes",
  `vault:index/mount:Mount vault-config-kv-${environment}`,
  "vault:index/mount:Mount vault-config-pki",
  "vault:index/mount:Mount vault-config-pki-root",
  "vault:index/mount:Mount vault-config-transit",
  "vault:index/policy:Policy vault-config-policy-platform-cert-manager",
  "vault:index/policy:Policy vault-config-policy-platform-deployer",
  `vault:index/policy:Policy vault-config-policy-team-payments-${environment}`,
  "vault:index/quotaRateLimit:QuotaRateLimit vault-config-rate",
  "vault:kubernetes/authBackendConfig:AuthBackendConfig vault-config-kubernetes",
  "vault:kubernetes/authBackendRole:AuthBackendRole vault-config-kubernetes-payments",
  "vault:kubernetes/authBackendRole:AuthBackendRole vault-config-kubernetes-platform-cert-manager",
  "vault:pkiSecret/secretBackendConfigUrls:SecretBackendConfigUrls vault-config-pki",
  "vault:pkiSecret/secretBackendConfigUrls:SecretBackendConfigUrls vault-config-pki-root",
  "vault:pkiSecret/secretBackendIntermediateCertRequest:SecretBackendIntermediateCertRequest vault-config-pki",
  "vault:pkiSecret/secretBackendIntermediateSetSigned:SecretBackendIntermediateSetSigned vault-config-pki",
  "vault:pkiSecret/secretBackendRole:SecretBackendRole vault-config-pki-internal",
  "vault:pkiSecret/secretBackendRootCert:SecretBackendRootCert vault-config-pki-root",
  "vault:pkiSecret/secretBackendRootSignIntermediate:SecretBackendRootSignIntermediate vault-config-pki",
  `vault:transit/secretBackendKey:SecretBackendKey vault-config-transit-payments.${environment}`,
];

describe("the configuration of Vault", () => {
  it("in dev, without people, pipelines and databases, is this and nothing else", async () => {
    expect(names(await registered(dev)).sort()).toEqual(common("dev").sort());
  });

  it("in production has a second audit device, and what people, pipelines, parts and databases need", async () => {
    expect(names(await registered(production)).sort()).toEqual(
      [
        ...common("production"),
        "vault:index/audit:Audit vault-config-audit-stdout",
        "vault:index/authBackend:AuthBackend vault-config-oidc",
        "vault:index/mount:Mount vault-config-database",
        ...["admin", "operator", "developer", "viewer", "external-secrets", "snapshots"].map(
          (name) => `vault:index/policy:Policy vault-config-policy-platform-${name}`,
        ),
        "vault:index/policy:Policy vault-config-policy-team-payments-production-developers",
        ...["external-secrets", "snapshots"].map(
          (name) => `vault:kubernetes/authBackendRole:AuthBackendRole vault-config-kubernetes-platform-${name}`,
        ),
        "vault:jwt/authBackend:AuthBackend vault-config-gitlab",
        "vault:jwt/authBackendRole:AuthBackendRole vault-config-gitlab-platform-deployer",
        "vault:jwt/authBackendRole:AuthBackendRole vault-config-gitlab-team-payments-production.payments--api",
        "vault:jwt/authBackendRole:AuthBackendRole vault-config-oidc-people",
        ...["admins", "engineering", "payments-developers"].flatMap((group) => [
          `vault:identity/group:Group vault-config-group-${group}`,
          `vault:identity/groupAlias:GroupAlias vault-config-group-${group}`,
        ]),
        "vault:database/secretBackendConnection:SecretBackendConnection vault-config-database-payments.production.orders",
        "vault:database/secretBackendRole:SecretBackendRole vault-config-database-payments.production.orders.app",
      ].sort(),
    );
  });

  it("writes to the audit volume, and in production to the pods' output too", async () => {
    const devices = (all: Registered[]) => inputs(all, ":Audit");
    const file = { path: "file", type: "file", options: { file_path: "/vault/audit/audit.log" } };
    expect(devices(await registered(dev))).toEqual([file]);
    expect(devices(await registered(production))).toEqual([
      file,
      { path: "stdout", type: "file", options: { file_path: "stdout" } },
    ]);
  });

  it("lets named accounts of one namespace in, with tokens for Vault, for an hour at most", async () => {
    const role = (roleName: string, accounts: string[], namespace: string, name: string) => ({
      backend: "kubernetes",
      roleName,
      boundServiceAccountNames: accounts,
      boundServiceAccountNamespaces: [namespace],
      audience: "vault",
      tokenPolicies: [name],
      tokenTtl: 900,
      tokenMaxTtl: 3600,
    });
    expect(inputs(await registered(production), "kubernetes/authBackendRole:AuthBackendRole")).toEqual([
      role("team-payments", ["api", "worker"], "payments", "team-payments-production"),
      role("cert-manager", ["cert-manager"], "cert-manager", "platform-cert-manager"),
      role("platform-external-secrets", ["external-secrets"], "external-secrets", "platform-external-secrets"),
      role("platform-snapshots", ["vault-snapshots"], "vault", "platform-snapshots"),
    ]);
  });

  it("gives a team's workloads its own secrets, key and credentials, to read and use", async () => {
    expect(policy(await registered(production), "team-payments-production")).toEqual([
      "production/data/payments/* read",
      "production/metadata/payments/* read,list",
      "transit/encrypt/payments.production update",
      "transit/decrypt/payments.production update",
      "database/creds/payments.production.orders.app read",
    ]);
  });

  it("gives a team's people its own secrets, to manage", async () => {
    expect(policy(await registered(production), "team-payments-production-developers")).toEqual([
      "production/data/payments/* create,read,update,patch,delete",
      "production/metadata/payments/* create,read,update,patch,delete,list",
      "production/delete/payments/* update",
      "production/undelete/payments/* update",
      "production/destroy/payments/* update",
    ]);
  });

  it("gives nobody of the platform a secret to read, but External Secrets the platform's own", async () => {
    const all = await registered(production);
    const readers = inputs(all, "policy:Policy")
      .filter(({ name }) => !String(name).startsWith("team-"))
      .filter(({ policy: text }) =>
        vaultPaths(text as string).some(
          ({ path, capabilities }) => path.startsWith("production/data/") && capabilities.includes("read"),
        ),
      )
      .map(({ name }) => name);
    expect(readers).toEqual(["platform-external-secrets"]);
    expect(policy(all, "platform-external-secrets")).toEqual([
      "production/data/platform/* create,read,update",
      "production/metadata/platform/* create,read,update,list",
      "sys/policies/password/platform/generate read",
    ]);
  });

  it("binds a pipeline to project, branch, its protection and the environment", async () => {
    const role = (roleName: string, project: string, name: string, ttl: number) => ({
      backend: "gitlab",
      roleName,
      roleType: "jwt",
      boundAudiences: ["https://vault.example.com"],
      boundClaims: boundClaims({ project, ref: "main", environment: "production" }),
      userClaim: "project_path",
      claimMappings: { user_login: "user_login", pipeline_id: "pipeline_id", job_id: "job_id", ref: "ref" },
      tokenPolicies: [name],
      tokenTtl: ttl,
      tokenMaxTtl: ttl,
    });
    const roles = inputs(await registered(production), "jwt/authBackendRole:AuthBackendRole");
    expect(roles.filter(({ roleType }) => roleType === "jwt")).toEqual([
      role("platform-deployer", "platform/infrastructure", "platform-deployer", 3600),
      role("team-payments-production.payments--api", "payments/api", "team-payments-production", 900),
    ]);
    expect(boundClaims({ project: "payments/api", ref: "main", environment: "production" })).toEqual({
      project_path: "payments/api",
      ref: "main",
      ref_type: "branch",
      ref_protected: "true",
      environment: "production",
    });
  });

  it("gives a group of people everything that it is given anywhere, once", () => {
    const groups = { admin: ["a"], operator: [], developer: ["a", "b"], viewer: [] };
    expect([...groupPolicies(groups, [{ ...team("dev"), developers: ["b"] }])]).toEqual([
      ["a", ["platform-admin", "platform-developer"]],
      ["b", ["platform-developer", "team-payments-dev-developers"]],
    ]);
  });

  it("makes keys of authorities and of teams inside of Vault, where they stay", async () => {
    const all = await registered(production);
    for (const type of [":SecretBackendRootCert", ":SecretBackendIntermediateCertRequest"]) {
      expect(inputs(all, type)).toMatchObject([{ type: "internal", keyType: "ec", keyBits: 384 }]);
    }
    expect(inputs(all, "secretBackendKey:SecretBackendKey")).toMatchObject([
      { name: "payments.production", exportable: false, allowPlaintextBackup: false, deletionAllowed: false },
    ]);
  });

  it("signs what certificates ask for, and only for names inside of the cluster", async () => {
    expect(pkiRoleArgs).toMatchObject({
      allowedDomains: ["svc", "svc.cluster.local"],
      allowSubdomains: true,
      allowAnyName: false,
      allowGlobDomains: false,
      allowIpSans: false,
      allowWildcardCertificates: false,
      enforceHostnames: true,
      maxTtl: certificateSpec({ name: "x", issuer: "internal", dnsNames: [] }).duration,
    });
    expect(inputs(await registered(dev), ":SecretBackendRootSignIntermediate")).toMatchObject([
      { maxPathLength: 0, permittedDnsDomains: ["svc", "svc.cluster.local"] },
    ]);
  });

  it("lets cert-manager in as its ClusterIssuer does, to sign and nothing else", async () => {
    const all = await registered(dev);
    const { vault: issuer } = vaultSpec({ server: inCluster, path: "pki", role: "internal" }, "cert-manager");
    const [role] = inputs(all, "authBackendRole:AuthBackendRole", "kubernetes-platform-cert-manager");
    const { mountPath, role: roleName, serviceAccountRef } = issuer.auth.kubernetes;
    expect({ mountPath, roleName, ...serviceAccountRef }).toEqual({
      mountPath: `/v1/auth/${String(role!["backend"])}`,
      roleName: role!["roleName"],
      name: (role!["boundServiceAccountNames"] as string[])[0],
      audiences: [role!["audience"]],
    });
    expect(policy(all, "platform-cert-manager")).toEqual([`${issuer.path} create,update`]);
  });

  it("knows a database without its password, over TLS that names the host", async () => {
    const [connection] = inputs(await registered(production), ":SecretBackendConnection");
    expect(connection).toEqual({
      backend: "database",
      name: "payments.production.orders",
      allowedRoles: ["payments.production.orders.app"],
      verifyConnection: false,
      postgresql: {
        connectionUrl: "postgresql://{{username}}:{{password}}@orders.db.example.com:5432/orders?sslmode=verify-full",
        username: "vault",
        passwordAuthentication: "scram-sha-256",
      },
    });
    expect(connectionUrl({ host: "h.example.com", port: 1, database: "d" })).not.toContain("vault");
    expect(roleStatements("orders_app")).toEqual({
      creationStatements: [
        `CREATE ROLE "{{name}}" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE "orders_app";`,
        'ALTER ROLE "{{name}}" SET role TO "orders_app";',
      ],
      renewStatements: [`ALTER ROLE "{{name}}" VALID UNTIL '{{expiration}}';`],
      revocationStatements: ['DROP ROLE IF EXISTS "{{name}}";'],
    });
  });
});
