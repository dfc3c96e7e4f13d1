/** One file with a secret, in {@link secretsFolder}. */
export interface InjectedFile {
  /** Name of the file. */
  name: string;
  /** Path in Vault: `production/data/payments/stripe` of a key-value store, or `database/creds/…`. */
  path: string;
  /** In Consul's template language. @default every key and value, a line each */
  template?: string;
}

export interface InjectionArgs {
  /** Namespace of a team: its role in Vault has that name. */
  namespace: string;
  files: InjectedFile[];
  /** Secret in the namespace whose `ca.crt` signed Vault's certificate. @default "vault-ca" - VaultClients makes it */
  caSecret?: string;
  /** For Jobs, which would never end beside an agent: secrets are written once. @default false */
  once?: boolean;
}

/** Where the files are in every container of the pod. */
export const secretsFolder = "/vault/secrets";

/** Secret with the CA of Vault's certificate, in namespaces whose pods ask Vault. */
export const vaultCaSecret = "vault-ca";

const annotation = (name: string) => `vault.hashicorp.com/${name}`;

/** The agent's token: for Vault alone, and short, because the kubelet renews it. */
const tokenVolume = "vault-token";

/**
 * What a pod template needs so that the injector adds an agent, which signs in as the pod's service account and keeps
 * the files up to date. The pod needs no other token: leave `automountServiceAccountToken` false.
 * https://developer.hashicorp.com/vault/docs/deploy/kubernetes/injector/annotations
 */
export function injection({ namespace, files, caSecret = vaultCaSecret, once = false }: InjectionArgs) {
  return { annotations: annotations(namespace, files, caSecret, once), volumes: [volume] };
}

function annotations(
  namespace: string,
  files: InjectedFile[],
  caSecret: string,
  once: boolean,
): Record<string, string> {
  return {
    [annotation("agent-inject")]: "true",
    [annotation("role")]: `team-${namespace}`,
    [annotation("agent-service-account-token-volume-name")]: tokenVolume,
    [annotation("tls-secret")]: caSecret,
    [annotation("ca-cert")]: "/vault/tls/ca.crt",
    [annotation("agent-pre-populate-only")]: String(once),
    [annotation("agent-requests-cpu")]: "10m",
    [annotation("agent-requests-mem")]: "32Mi",
    [annotation("agent-limits-cpu")]: "100m",
    [annotation("agent-limits-mem")]: "64Mi",
    ...Object.fromEntries(files.map(({ name, path }) => [annotation(`agent-inject-secret-${name}`), path])),
    ...Object.fromEntries(
      files.flatMap(({ name, template }): [string, string][] =>
        template === undefined ? [] : [[annotation(`agent-inject-template-${name}`), template]],
      ),
    ),
  };
}

const volume = {
  name: tokenVolume,
  projected: {
    sources: [{ serviceAccountToken: { path: "token", audience: "vault", expirationSeconds: 600 } }],
  },
};
