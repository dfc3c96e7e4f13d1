import { cloud } from "./cloud";

type Props = Record<string, unknown>;

export const vaultPolicy = (name: string, policy: unknown = 'path "secret/data/shop/*" { capabilities = ["read"] }') =>
  cloud("vault:index/policy:Policy", name, { name, policy });

export const audit = (name: string, type = "file") => cloud("vault:index/audit:Audit", name, { type, options: {} });

export const token = (props: Props) => cloud("vault:index/token:Token", "token", props);

export const kubernetesRole = (props: Props = {}) =>
  cloud("vault:kubernetes/authBackendRole:AuthBackendRole", "api", {
    boundServiceAccountNames: ["api"],
    boundServiceAccountNamespaces: ["shop"],
    audience: "vault",
    tokenPolicies: ["shop"],
    tokenMaxTtl: 3600,
    ...props,
  });

export const jwtRole = (props: Props = {}) =>
  cloud("vault:jwt/authBackendRole:AuthBackendRole", "ci", {
    roleType: "jwt",
    boundAudiences: ["https://vault.example.com"],
    boundClaims: { project_id: "42", ref_protected: "true" },
    tokenPolicies: ["shop"],
    tokenMaxTtl: 3600,
    ...props,
  });

export const appRole = (props: Props = {}) =>
  cloud("vault:appRole/authBackendRole:AuthBackendRole", "job", {
    secretIdTtl: 3600,
    secretIdNumUses: 1,
    tokenPolicies: ["shop"],
    tokenMaxTtl: 3600,
    ...props,
  });

export const pkiRole = (props: Props = {}) =>
  cloud("vault:pkiSecret/secretBackendRole:SecretBackendRole", "internal", {
    backend: "pki",
    allowedDomains: ["svc.cluster.local"],
    allowSubdomains: true,
    maxTtl: "2160h",
    ...props,
  });
