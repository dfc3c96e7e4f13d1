/** Release, Service, workload and namespace: pods reach it as https://vault.vault.svc:8200. */
export const release = "vault";

export const ports = { api: 8200, cluster: 8201, injector: 8080 } as const;

/** The stable name of one server. */
export function serverName(index: number): string {
  return `${release}-${index}.${release}-internal`;
}

/** Labels of the servers' pods, as both charts set them; the injector's carry another name. */
export const serverLabels = { "app.kubernetes.io/name": release, component: "server" } as const;

export const injectorName = `${release}-agent-injector`;

/** Secrets with certificates, and names of these certificates. */
export const secrets = { server: "vault-server-tls", injector: "vault-injector-tls" } as const;

/** Folders in the servers' containers, whichever the distribution. */
export const folders = { data: "/vault/data", audit: "/vault/audit", tls: "/vault/tls" } as const;

/** The account of the snapshots' pods, and the role of Vault's Kubernetes auth that it has. */
export const snapshots = { account: "vault-snapshots", role: "platform-snapshots", claim: "vault-snapshots" } as const;
