import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** How the platform's parts get Secrets out of Vault; the program makes it once. */
export interface PlatformSecrets {
  /** ClusterSecretStore of the environment that holds the platform's own secrets, below `platform/`. */
  store: string;
  /** Address of Vault in the cluster. */
  address: string;
  /** External Secrets' own account, which signs in to Vault. */
  account: { namespace: pulumi.Input<string>; serviceAccount: string };
  /** Secret in its namespace whose `ca.crt` signed Vault's certificate. */
  caSecret: string;
  /** What must be there before a Secret can be asked for. */
  ready: pulumi.Resource[];
}

/** A Secret that External Secrets keeps like an entry of the environment's store, below `platform/`. */
export interface ExternalSecretArgs {
  /** Of the ExternalSecret and of the Secret. */
  name: string;
  namespace: pulumi.Input<string>;
  /** ClusterSecretStore of the environment. */
  store: string;
  /** Keys of the Secret, and where each is found. */
  keys: Record<string, VaultReference>;
  /**
   * What the Secret holds instead, as templates of Go that name keys: `{{ .password }}`. For files that mix secrets
   * with what is not secret. @default the keys as they are
   */
  template?: Record<string, string>;
  /** Type of the Secret, where it has a template. @default "Opaque" */
  type?: string;
}

/** One secret in Vault, which somebody entered there. */
export interface VaultReference {
  /** Below the environment's mount and `platform/`, such as `sign-in/grafana`. */
  entry: string;
  /** Key of the entry. */
  key: string;
}

/** @param opts with `dependsOn` for what makes the store, unless its parent waits for that */
export function externalSecret(
  name: string,
  args: ExternalSecretArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.apiextensions.CustomResource {
  return new k8s.apiextensions.CustomResource(
    name,
    {
      apiVersion: "external-secrets.io/v1",
      kind: "ExternalSecret",
      metadata: { name: args.name, namespace: args.namespace },
      spec: externalSecretSpec(args),
    },
    opts,
  );
}

export function externalSecretSpec({ name, store, keys, template, type }: Omit<ExternalSecretArgs, "namespace">) {
  return {
    refreshInterval: "1h",
    secretStoreRef: { kind: "ClusterSecretStore", name: store },
    target: {
      name,
      creationPolicy: "Owner",
      ...(template === undefined
        ? {}
        : { template: { engineVersion: "v2", ...(type === undefined ? {} : { type }), data: template } }),
    },
    data: Object.entries(keys).map(([secretKey, { entry, key }]) => ({
      secretKey,
      remoteRef: { key: `platform/${entry}`, property: key },
    })),
  };
}
