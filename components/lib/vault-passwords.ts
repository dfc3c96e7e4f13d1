import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { PlatformSecrets } from "./external-secret";

/** A password of the platform's own, which a chart reads from a Secret. */
export interface GeneratedPassword {
  /** Part of the platform it is for, and name of the entry below `platform/` in Vault. */
  component: string;
  /** What it opens; the key of the entry. */
  key: string;
  /** Secret that gets it, under {@link key}; in a namespace of the platform's. */
  secret: { namespace: pulumi.Input<string>; name: string };
  /** More of the Secret, such as a user's name beside its password; nothing secret. @default nothing */
  plain?: Record<string, string>;
}

export interface VaultPasswordsArgs {
  passwords: GeneratedPassword[];
  secrets: PlatformSecrets;
}

/** Password policy and role in Vault, as components/vault-config names them. */
const generatePath = "/sys/policies/password/platform/generate";
const role = "platform-external-secrets";

/**
 * Passwords that Vault makes and nobody sees: External Secrets asks for one, writes it into the environment's store
 * where there is none yet, and keeps the Secret like the store. To replace one, delete its entry in Vault.
 */
export class VaultPasswords extends pulumi.ComponentResource {
  /** The Secrets; whoever mounts them waits for these. */
  readonly ready: pulumi.Resource[];

  constructor(name: string, { passwords, secrets }: VaultPasswordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:VaultPasswords", name, {}, opts);
    const { namespace } = secrets.account;
    const made = this.object(
      `${name}-generator`,
      "generators.external-secrets.io/v1alpha1",
      "VaultDynamicSecret",
      { name, namespace },
      generatorSpec(secrets),
      secrets.ready, // which bring the kind
    );
    this.ready = passwords.map((password) => {
      const { component, key, secret } = password;
      const pushed = this.object(
        `${name}-push/${component}/${key}`,
        "external-secrets.io/v1alpha1",
        "PushSecret",
        { name: `${component}.${key}`, namespace },
        pushSpec(password, { store: secrets.store, generator: name }),
        [made],
      );
      return this.object(
        `${name}/${component}/${key}`,
        "external-secrets.io/v1",
        "ExternalSecret",
        secret,
        readSpec(password, secrets.store),
        [pushed],
      );
    });
    this.registerOutputs();
  }

  private object(
    name: string,
    apiVersion: string,
    kind: string,
    metadata: { name: string; namespace: pulumi.Input<string> },
    spec: object,
    dependsOn: pulumi.Resource[] = [],
  ): pulumi.Resource {
    return new k8s.apiextensions.CustomResource(
      name,
      { apiVersion, kind, metadata, spec },
      { parent: this, dependsOn },
    );
  }
}

/** A new password for whoever reads it, by Vault's password policy. */
export function generatorSpec({
  address,
  account,
  caSecret,
}: Pick<PlatformSecrets, "address" | "account" | "caSecret">) {
  return {
    path: generatePath,
    method: "GET",
    resultType: "Data",
    provider: {
      server: address,
      caProvider: { type: "Secret", name: caSecret, key: "ca.crt" },
      auth: {
        kubernetes: {
          mountPath: "kubernetes",
          role,
          serviceAccountRef: { name: account.serviceAccount, audiences: ["vault"] },
        },
      },
    },
  };
}

/** Written once: with `IfNotExists` the store decides. It stays when the object goes. */
export function pushSpec(
  { component, key }: Pick<GeneratedPassword, "component" | "key">,
  { store, generator }: { store: string; generator: string },
) {
  return {
    refreshInterval: "1h",
    updatePolicy: "IfNotExists",
    deletionPolicy: "None",
    secretStoreRefs: [{ kind: "ClusterSecretStore", name: store }],
    selector: {
      generatorRef: {
        apiVersion: "generators.external-secrets.io/v1alpha1",
        kind: "VaultDynamicSecret",
        name: generator,
      },
    },
    data: [{ match: { secretKey: "password", remoteRef: { remoteKey: `platform/${component}`, property: key } } }],
  };
}

export function readSpec({ component, key, secret, plain }: GeneratedPassword, store: string) {
  const data = { ...plain, [key]: `{{ index . "${key}" }}` };
  return {
    refreshInterval: "1h",
    secretStoreRef: { kind: "ClusterSecretStore", name: store },
    target: {
      name: secret.name,
      creationPolicy: "Owner",
      ...(plain === undefined ? {} : { template: { engineVersion: "v2", data } }),
    },
    data: [{ secretKey: key, remoteRef: { key: `platform/${component}`, property: key } }],
  };
}
