import type { Kind, Once } from "../kind";
import { group, groupAlias } from "./identity";
import { authBackend, jwtBackend, mount } from "./mounts";
import { certRequest, rootCert, setSigned, signIntermediate } from "./pki";
import * as plain from "./plain";

/** By type token, without `vault:`. */
export const kinds: Record<string, Kind> = {
  "index/mount:Mount": mount,
  "index/authBackend:AuthBackend": authBackend,
  "index/policy:Policy": plain.policy,
  "index/quotaRateLimit:QuotaRateLimit": plain.rateLimit,
  "index/quotaLeaseCount:QuotaLeaseCount": plain.leaseCount,
  "generic/endpoint:Endpoint": plain.endpoint,
  "kubernetes/authBackendConfig:AuthBackendConfig": plain.kubernetesConfig,
  "kubernetes/authBackendRole:AuthBackendRole": plain.kubernetesRole,
  "jwt/authBackend:AuthBackend": jwtBackend,
  "jwt/authBackendRole:AuthBackendRole": plain.jwtRole,
  "identity/group:Group": group,
  "identity/groupAlias:GroupAlias": groupAlias,
  "pkiSecret/secretBackendRole:SecretBackendRole": plain.pkiRole,
  "pkiSecret/secretBackendConfigUrls:SecretBackendConfigUrls": plain.pkiUrls,
  "transit/secretBackendKey:SecretBackendKey": plain.transitKey,
  "database/secretBackendConnection:SecretBackendConnection": plain.databaseConnection,
  "database/secretBackendRole:SecretBackendRole": plain.databaseRole,
};

export const onces: Record<string, Once> = {
  "pkiSecret/secretBackendRootCert:SecretBackendRootCert": rootCert,
  "pkiSecret/secretBackendIntermediateCertRequest:SecretBackendIntermediateCertRequest": certRequest,
  "pkiSecret/secretBackendRootSignIntermediate:SecretBackendRootSignIntermediate": signIntermediate,
  "pkiSecret/secretBackendIntermediateSetSigned:SecretBackendIntermediateSetSigned": setSigned,
};

/** OpenBao takes audit devices from its configuration alone. */
export const auditDevice = "index/audit:Audit";
