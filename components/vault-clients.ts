import * as pulumi from "@pulumi/pulumi";
import { certificate } from "./lib/certificate-spec";
import { vaultCaSecret } from "./lib/vault-injection";

export interface VaultClientsArgs {
  /** Namespaces whose pods ask Vault. */
  namespaces: string[];
  /** ClusterIssuer that signed Vault's own certificate. */
  caIssuer: { name: string; ready: pulumi.Resource[] };
}

/**
 * How pods know that it is Vault they talk to: agents read the CA from a Secret of their own namespace, and cert-manager
 * keeps `ca.crt` in the Secret of every Certificate. The certificate itself is for nobody.
 */
export class VaultClients extends pulumi.ComponentResource {
  constructor(name: string, { namespaces, caIssuer }: VaultClientsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:VaultClients", name, {}, opts);
    for (const namespace of namespaces) {
      const dnsNames = [`vault-client.${namespace}.svc`];
      certificate(
        `${name}-${namespace}`,
        { name: vaultCaSecret, namespace, issuer: caIssuer.name, dnsNames },
        { parent: this, dependsOn: caIssuer.ready },
      );
    }
    this.registerOutputs();
  }
}
