import { describe, expect, it } from "vitest";
import { controllers } from "../../components/cluster/contract";
import { ExternalSecrets, storeSpec } from "../../components/external-secrets";
import { hcl } from "../../components/lib/hcl";
import { Vault, type VaultArgs } from "../../components/vault";
import { serverConfig } from "../../components/vault/server-config";
import { cronJobSpec, snapshotScript } from "../../components/vault/snapshots";
import { vaultValues } from "../../components/vault/values";
import { images, charts as pins } from "../../src/versions";
import { registeredBy, type Registered } from "../support/registered";

const peer = { namespace: "kube-system", labels: { app: "x" }, serviceAccount: "x" };
const peers = {
  dns: peer,
  ingressController: peer,
  prometheus: peer,
  mesh: true,
  apiServer: { cidrs: ["10.0.240.0/22"], port: 443 },
  clusterCidrs: ["10.0.0.0/16"],
};
const caIssuer = { name: "internal", ready: [] };
const args: VaultArgs = {
  distribution: "openbao",
  pin: pins.openbao,
  image: images.vault.openbao,
  charts: {},
  peers,
  identity: {
    ...controllers.vault,
    annotations: { "azure.workload.identity/client-id": "id" },
    podLabels: { "azure.workload.identity/use": "true" },
    egress: [{ cidr: "192.0.2.0/24", port: 443 }],
    ready: [],
  },
  seal: { kind: "awskms", region: "eu-central-1", keyId: "alias/platform-vault" },
  replicas: 3,
  storageGiB: 10,
  auditStorageGiB: 20,
  snapshots: { intervalHours: 6, retentionDays: 14 },
  protect: true,
  caIssuer,
  governed: ["staging", "shop"],
  clients: [{ namespace: "external-secrets", labels: { "app.kubernetes.io/name": "external-secrets" } }],
};
const registeredFor = (more: Partial<VaultArgs> = {}) =>
  registeredBy((opts) => new Vault("vault", { ...args, ...more }, opts));
const names = (registered: Registered[]) => registered.map(({ type, name }) => `${type} ${name}`);
const find = (registered: Registered[], kind: string, name: string) =>
  registered.find((resource) => resource.type.endsWith(`:${kind}`) && resource.name === name)!.inputs;
const namespaceNamed = (name: string) => ({ matchLabels: { "kubernetes.io/metadata.name": name } });
const servers = { matchLabels: { "app.kubernetes.io/name": "vault", component: "server" } };
const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: "TCP" }));

describe("Vault", () => {
  it("is a chart with certificates, an account and snapshots, in a closed namespace outside of the mesh", async () => {
    const registered = await registeredFor();
    expect(names(registered)).toEqual([
      "kubernetes:batch/v1:CronJob vault-snapshots",
      "kubernetes:cert-manager.io/v1:Certificate vault-vault-injector-tls",
      "kubernetes:cert-manager.io/v1:Certificate vault-vault-server-tls",
      "kubernetes:core/v1:Namespace vault",
      "kubernetes:core/v1:PersistentVolumeClaim vault-snapshots",
      "kubernetes:core/v1:ServiceAccount vault-account",
      "kubernetes:core/v1:ServiceAccount vault-snapshots-account",
      "kubernetes:core/v1:ServiceAccount vault/default",
      "kubernetes:helm.sh/v4:Chart vault-chart",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy vault/clients",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy vault/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy vault/dns",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy vault/raft",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy vault/workload-vault",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy vault/workload-vault-agent-injector",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy vault/workload-vault-snapshots",
      "platform:components:PlatformNamespace vault",
      "platform:components:Vault vault",
    ]);
    expect(find(registered, "ServiceAccount", "vault-account")).toMatchObject({
      metadata: { name: "vault", annotations: args.identity.annotations },
    });
    expect(find(registered, "Certificate", "vault-vault-server-tls")).toMatchObject({
      spec: {
        issuerRef: { kind: "ClusterIssuer", name: "internal" },
        dnsNames: [
          "localhost",
          "vault",
          "vault.vault",
          "vault.vault.svc",
          "vault-active",
          "vault-active.vault",
          "vault-active.vault.svc",
          "vault-0.vault-internal",
          "vault-1.vault-internal",
          "vault-2.vault-internal",
        ],
      },
    });
  });

  it("is reached by the governed namespaces and by named pods of the platform, and its servers by each other", async () => {
    const registered = await registeredFor();
    expect(find(registered, "NetworkPolicy", "vault/clients")["spec"]).toEqual({
      podSelector: servers,
      policyTypes: ["Ingress"],
      ingress: [
        {
          from: [
            { namespaceSelector: namespaceNamed("staging") },
            { namespaceSelector: namespaceNamed("shop") },
            {
              namespaceSelector: namespaceNamed("external-secrets"),
              podSelector: { matchLabels: { "app.kubernetes.io/name": "external-secrets" } },
            },
          ],
          ports: tcp(8200),
        },
      ],
    });
    expect(find(registered, "NetworkPolicy", "vault/raft")["spec"]).toEqual({
      podSelector: servers,
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ podSelector: servers }], ports: tcp(8200, 8201) }],
      egress: [{ to: [{ podSelector: servers }], ports: tcp(8200, 8201) }],
    });
  });

  it("reaches the seal's cloud where it has a seal, and only the API server otherwise", async () => {
    const egress = async (more: Partial<VaultArgs>) =>
      (find(await registeredFor(more), "NetworkPolicy", "vault/workload-vault")["spec"] as { egress: unknown[] })
        .egress;
    const apiServer = { to: [{ ipBlock: { cidr: "10.0.240.0/22" } }], ports: tcp(443) };
    expect(await egress({})).toEqual([{ to: [{ ipBlock: { cidr: "192.0.2.0/24" } }], ports: tcp(443) }, apiServer]);
    expect(await egress({ seal: undefined })).toEqual([apiServer]);
  });

  it("lets nobody in where nobody is named", async () => {
    const registered = await registeredFor({ governed: [], clients: [] });
    expect(find(registered, "NetworkPolicy", "vault/clients")).toMatchObject({ spec: { ingress: [] } });
  });

  it("is published by an Ingress that speaks TLS with it, without rules of the mesh", async () => {
    const published = {
      host: "vault.example.com",
      path: "/",
      class: "internal" as const,
      workload: "vault",
      port: 8200,
      issuer: "letsencrypt-staging",
      tls: true,
    };
    const publishing = { controllers: peer, mesh: true, http01: false, await: true, ready: [] };
    const registered = await registeredFor({ published, publishing });
    expect(find(registered, "Ingress", "vault-public/vault.example.com")).toMatchObject({
      metadata: { namespace: "vault", annotations: { "nginx.org/ssl-services": "vault-public" } },
      spec: { ingressClassName: "nginx-internal" },
    });
    expect(names(registered).filter((name) => name.includes("AuthorizationPolicy"))).toEqual([]);
  });
});

describe("values of the charts", () => {
  const values = (distribution: "openbao" | "vault") =>
    vaultValues({ ...args, ...args.identity, distribution, image: images.vault[distribution] });

  it.each(["openbao", "vault"] as const)("are hardened for %s", (distribution) => {
    const container = {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ["ALL"] },
    };
    expect(values(distribution)).toMatchObject({
      global: { tlsDisable: false },
      injector: {
        replicas: 2,
        certs: { secretName: "vault-injector-tls" },
        webhook: {
          failurePolicy: "Fail",
          namespaceSelector: { matchExpressions: [{ key: "platform/environment", operator: "Exists" }] },
        },
        securityContext: { container },
      },
      server: {
        // A sealed one takes no requests, and is not restarted for it.
        readinessProbe: { path: "/v1/sys/health?standbyok=true&perfstandbyok=true&uninitcode=204" },
        livenessProbe: { path: "/v1/sys/health?standbyok=true&perfstandbyok=true&uninitcode=204&sealedcode=204" },
        serviceAccount: { create: false, name: "vault" },
        extraLabels: args.identity.podLabels,
        updateStrategyType: "OnDelete",
        dataStorage: { size: "10Gi", mountPath: "/vault/data" },
        auditStorage: { enabled: true, size: "20Gi", mountPath: "/vault/audit" },
        statefulSet: { securityContext: { container } },
        extraContainers: [
          { name: "reload-certificate", image: images.vault[distribution], securityContext: container },
        ],
        ha: { replicas: 3, raft: { enabled: true }, disruptionBudget: { maxUnavailable: 1 } },
      },
    });
  });

  it.each(["openbao", "vault"] as const)("hand the digest of %s on with its tag", (distribution) => {
    const digest = `@sha256:${"0af1".repeat(16)}`;
    const { server } = vaultValues({
      ...args,
      ...args.identity,
      distribution,
      image: `registry:5000/vault:2.7.2${digest}`,
    });
    expect(server).toMatchObject({ image: { tag: `2.7.2${digest}` } });
  });

  it("name OpenBao as Vault, so that addresses do not tell them apart", () => {
    expect(values("openbao")).toMatchObject({
      nameOverride: "vault",
      fullnameOverride: "vault",
      server: { image: { tag: "2.7.2" }, podManagementPolicy: "Parallel" },
    });
    expect(values("vault")).not.toHaveProperty("fullnameOverride");
  });
});

describe("configuration of a server", () => {
  it("has TLS, raft that finds the others, a seal and metrics", () => {
    const { distribution, seal } = args;
    expect(serverConfig({ distribution, replicas: 3, seal })).toBe(`ui = true
unsafe_allow_api_audit_creation = true
log_format = "json"
default_lease_ttl = "1h"
max_lease_ttl = "24h"
listener "tcp" {
  address = "[::]:8200"
  cluster_address = "[::]:8201"
  tls_cert_file = "/vault/tls/tls.crt"
  tls_key_file = "/vault/tls/tls.key"
  tls_min_version = "tls12"
  tls_disable_client_certs = true
  telemetry {
    unauthenticated_metrics_access = true
  }
}
storage "raft" {
  path = "/vault/data"
${[0, 1, 2]
  .map(
    (i) => `  retry_join {
    leader_api_addr = "https://vault-${i}.vault-internal:8200"
    leader_tls_servername = "vault-${i}.vault-internal"
    leader_ca_cert_file = "/vault/tls/ca.crt"
  }
`,
  )
  .join("")}}
seal "awskms" {
  region = "eu-central-1"
  kms_key_id = "alias/platform-vault"
}
service_registration "kubernetes" {
}
telemetry {
  prometheus_retention_time = "12h"
  disable_hostname = true
}
`);
  });

  it("is unsealed by Azure's keys, or by people; Vault itself locks no memory", () => {
    const seal = { kind: "azurekeyvault" as const, tenantId: "t", vaultName: "v", keyName: "unseal" };
    const azure = serverConfig({ distribution: "vault", replicas: 3, seal });
    expect(azure).toContain(
      'seal "azurekeyvault" {\n  tenant_id = "t"\n  vault_name = "v"\n  key_name = "unseal"\n}\n',
    );
    expect(azure).toContain("ui = true\ndisable_mlock = true\nlog_format");
    expect(serverConfig({ distribution: "vault", replicas: 3 })).not.toContain("seal");
  });

  it("quotes strings, and fails when one would begin a template", () => {
    expect(hcl({ attributes: { a: 'x"\n', b: ["y", "z"], c: undefined } })).toBe('a = "x\\"\\n"\nb = ["y", "z"]\n');
    expect(() => hcl({ attributes: { a: "${env}" } })).toThrow(
      'a string must not hold ${ or %{, got "${env}"; write it otherwise',
    );
  });
});

describe("snapshots", () => {
  it("are taken with a token of their own account for Vault, which neither arguments nor output show", () => {
    expect(snapshotScript({ distribution: "openbao", retentionDays: 14 }).split("\n")).toEqual([
      "umask 077",
      "rm -f /snapshots/*.part",
      "BAO_TOKEN=$(bao write -field=token auth/kubernetes/login role=platform-snapshots jwt=@/token/token)",
      "export BAO_TOKEN",
      "file=/snapshots/vault-$(date -u +%Y%m%dT%H%M%SZ).snap",
      'bao operator raft snapshot save "$file.part"',
      'test -s "$file.part"',
      'mv "$file.part" "$file"',
      "find /snapshots -name 'vault-*.snap' -mtime +14 -delete",
      "bao token revoke -self",
    ]);
    const job = cronJobSpec({ ...args, intervalHours: 6, retentionDays: 14 });
    expect(job).toMatchObject({
      schedule: "50 */6 * * *",
      concurrencyPolicy: "Forbid",
      jobTemplate: {
        spec: { template: { spec: { serviceAccountName: "vault-snapshots", automountServiceAccountToken: false } } },
      },
    });
    expect(JSON.stringify(job)).toContain('{"path":"token","audience":"vault","expirationSeconds":600}');
  });
});

describe("External Secrets", () => {
  it("is a chart and a store for each environment, for the platform's own namespaces", async () => {
    const external = {
      pin: pins.externalSecrets,
      charts: {},
      peers,
      address: "https://vault.vault.svc:8200",
      environments: ["dev", "staging"],
      caIssuer,
    };
    const registered = await registeredBy((opts) => new ExternalSecrets("external-secrets", external, opts));
    expect(names(registered)).toEqual([
      "kubernetes:cert-manager.io/v1:Certificate external-secrets-webhook",
      "kubernetes:core/v1:Namespace external-secrets",
      "kubernetes:core/v1:ServiceAccount external-secrets-account",
      "kubernetes:core/v1:ServiceAccount external-secrets-webhook-account",
      "kubernetes:core/v1:ServiceAccount external-secrets/default",
      "kubernetes:external-secrets.io/v1:ClusterSecretStore external-secrets-vault-dev",
      "kubernetes:external-secrets.io/v1:ClusterSecretStore external-secrets-vault-staging",
      "kubernetes:helm.sh/v4:Chart external-secrets-chart",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy external-secrets/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy external-secrets/dns",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy external-secrets/workload-external-secrets",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy external-secrets/workload-external-secrets-webhook",
      "platform:components:ExternalSecrets external-secrets",
      "platform:components:PlatformNamespace external-secrets",
    ]);
    expect(storeSpec("staging", external.address)).toEqual({
      conditions: [{ namespaceSelector: { matchExpressions: [{ key: "platform/component", operator: "Exists" }] } }],
      provider: {
        vault: {
          server: external.address,
          path: "staging",
          version: "v2",
          caProvider: { type: "Secret", name: "internal-ca", key: "ca.crt", namespace: "cert-manager" },
          auth: {
            kubernetes: {
              mountPath: "kubernetes",
              role: "platform-external-secrets",
              serviceAccountRef: {
                name: "external-secrets",
                namespace: "external-secrets",
                audiences: ["vault"],
              },
            },
          },
        },
      },
    });
  });
});
