export const AUDIT = "vault:index/audit:Audit";
export const POLICY = "vault:index/policy:Policy";
export const TOKEN = "vault:index/token:Token";
export const KUBERNETES_ROLE = "vault:kubernetes/authBackendRole:AuthBackendRole";
export const JWT_ROLE = "vault:jwt/authBackendRole:AuthBackendRole";
export const APP_ROLE = "vault:appRole/authBackendRole:AuthBackendRole";
export const PKI_ROLE = "vault:pkiSecret/secretBackendRole:SecretBackendRole";

/** What tokens of any role have in common; times in seconds. */
export interface TokenRole {
  tokenPolicies: string[];
  tokenMaxTtl: number;
  tokenExplicitMaxTtl: number;
  tokenPeriod: number;
}
