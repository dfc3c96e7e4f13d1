import type { PlatformPart } from "./args";
import { certManagerGrants, externalSecretsGrants, snapshotsGrants, type TeamEntry } from "./policies";

interface Account {
  namespace: string;
  serviceAccount: string;
}

/** The role that the ClusterIssuer `internal` names (components/certificates/issuers.ts). */
export const certManagerPart = ({ namespace, serviceAccount }: Account): PlatformPart => ({
  name: "cert-manager",
  role: "cert-manager",
  namespace,
  serviceAccount,
  grants: certManagerGrants,
});

export const externalSecretsPart = (account: Account, environments: string[], entries: TeamEntry[]): PlatformPart => ({
  name: "external-secrets",
  ...account,
  grants: externalSecretsGrants(environments, entries),
});

export const snapshotsPart = (account: Account): PlatformPart => ({
  name: "snapshots",
  ...account,
  grants: snapshotsGrants,
});
