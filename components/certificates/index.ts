import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { DnsZones } from "../lib/dns-zones";
import { waitForAnnotation } from "../lib/waiting";
import { acmeSpec, rootSpec, vaultSpec, type AcmeSettings, type VaultSettings } from "./issuers";

export interface CertificatesArgs {
  /** Who signs for hosts. @default absent - their certificates are self-signed */
  acme?: AcmeSettings;
  /** Who signs for what only the cluster talks to. */
  internal: { kind: "ca" } | ({ kind: "vault" } & VaultSettings);
  /** Needed for challenge dns01. */
  zones?: DnsZones;
  /** cert-manager's own account. */
  account: { namespace: string; serviceAccount: string };
  /** `platform:cluster.await`: whether to wait until issuers are ready. */
  await: boolean;
  /** cert-manager. */
  ready: pulumi.Resource[];
}

/** Who signs: ClusterIssuers for hosts, and `internal` for everything inside of the cluster. */
export class Certificates extends pulumi.ComponentResource {
  /** Certificates can be asked for once these are there. */
  readonly ready: pulumi.Resource[];
  /** Signs for those who cannot wait for `internal`: Vault's own certificate comes before the PKI in it. */
  readonly caIssuer: { name: string; ready: pulumi.Resource[] };

  constructor(
    private readonly name: string,
    private readonly args: CertificatesArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("platform:components:Certificates", name, {}, opts);
    const { acme, internal, account, ready } = args;
    const hosts = acme
      ? acme.issuers.map((issuer) => this.clusterIssuer(issuer.name, acmeSpec(issuer, acme, args.zones), ready))
      : [this.clusterIssuer("self-signed", { selfSigned: {} }, ready)];
    const caName = internal.kind === "ca" ? "internal" : "internal-ca";
    const ca = this.clusterIssuer(caName, { ca: { secretName: "internal-ca" } }, [this.root()]);
    this.caIssuer = { name: caName, ready: [ca] };
    const inside =
      internal.kind === "ca"
        ? []
        : [this.clusterIssuer("internal", vaultSpec(internal, account.serviceAccount), this.vaultTokens(), false)];
    this.ready = [...hosts, ca, ...inside];
    this.registerOutputs();
  }

  /** Signed by itself, through an issuer that only cert-manager's own namespace can use. */
  private root(): pulumi.Resource {
    const issuer = this.object("Issuer", "internal-root", { selfSigned: {} }, this.args.ready);
    return this.object("Certificate", "internal-ca", rootSpec("internal-root"), [issuer]);
  }

  /** Lets cert-manager ask for tokens of its own account: its chart does so only for accounts that it makes. */
  private vaultTokens(): pulumi.Resource[] {
    const { ready, account } = this.args;
    const { namespace, serviceAccount } = account;
    const metadata = { name: "vault-token", namespace };
    const owned = { parent: this, dependsOn: ready };
    const role = new k8s.rbac.v1.Role(
      `${this.name}-vault-token`,
      {
        metadata,
        rules: [
          { apiGroups: [""], resources: ["serviceaccounts/token"], resourceNames: [serviceAccount], verbs: ["create"] },
        ],
      },
      owned,
    );
    const binding = new k8s.rbac.v1.RoleBinding(
      `${this.name}-vault-token`,
      {
        metadata,
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: metadata.name },
        subjects: [{ kind: "ServiceAccount", name: serviceAccount, namespace }],
      },
      owned,
    );
    return [...ready, role, binding];
  }

  /** @param wait false where somebody has to make it ready later, as Vault is unsealed by hand */
  private clusterIssuer(name: string, spec: object, dependsOn: pulumi.Resource[], wait = true): pulumi.Resource {
    return this.custom("ClusterIssuer", { name }, spec, dependsOn, wait);
  }

  private object(kind: string, name: string, spec: object, dependsOn: pulumi.Resource[]): pulumi.Resource {
    return this.custom(kind, { name, namespace: this.args.account.namespace }, spec, dependsOn, true);
  }

  private custom(
    kind: string,
    metadata: { name: string; namespace?: string },
    spec: object,
    dependsOn: pulumi.Resource[],
    wait: boolean,
  ): pulumi.Resource {
    const annotations = wait && this.args.await ? { [waitForAnnotation]: "condition=Ready" } : undefined;
    return new k8s.apiextensions.CustomResource(
      `${this.name}-${metadata.name}`,
      { apiVersion: "cert-manager.io/v1", kind, metadata: { ...metadata, annotations }, spec },
      { parent: this, dependsOn },
    );
  }
}
