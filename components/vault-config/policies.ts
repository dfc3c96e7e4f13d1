import { allow, anySegment, below, exactly, startingWith, type Grant } from "../lib/vault-policy";
import type { VaultTeam } from "./args";
import { authMounts, connectionName, databaseRole, mounts, passwordPolicy, pkiRole, transitKey } from "./names";

/** What workloads and pipelines of a team may: read its secrets, use its key, ask for its databases' credentials. */
export function teamGrants(team: VaultTeam, environment: string): Grant[] {
  const key = transitKey(team.name, environment);
  return [
    allow(below(environment, "data", team.name), "read"),
    allow(below(environment, "metadata", team.name), "read", "list"),
    allow(exactly(mounts.transit, "encrypt", key), "update"),
    allow(exactly(mounts.transit, "decrypt", key), "update"),
    ...team.databases
      .filter((database) => database.environment === environment)
      .flatMap(({ name, roles }) =>
        roles.map((role) => {
          const connection = connectionName(team.name, environment, name);
          return allow(exactly(mounts.database, "creds", databaseRole(connection, role.name)), "read");
        }),
      ),
  ];
}

/** What people of a team may: manage its secrets, and no other's. */
export function developersGrants(team: string, environment: string): Grant[] {
  return [
    allow(below(environment, "data", team), "create", "read", "update", "patch", "delete"),
    allow(below(environment, "metadata", team), "create", "read", "update", "patch", "delete", "list"),
    ...(["delete", "undelete", "destroy"] as const).map((verb) => allow(below(environment, verb, team), "update")),
  ];
}

/** cert-manager asks for certificates, and nothing else. */
export const certManagerGrants: Grant[] = [allow(exactly(mounts.pki, "sign", pkiRole), "create", "update")];

/** An entry of a team's that External Secrets writes, such as its password for Kibana. */
export interface TeamEntry {
  environment: string;
  team: string;
  name: string;
}

/** External Secrets reads the platform's secrets for charts, and writes those that Vault generates. */
export function externalSecretsGrants(environments: string[], entries: TeamEntry[]): Grant[] {
  return [
    ...environments.flatMap((environment) => [
      allow(below(environment, "data", "platform"), "create", "read", "update"),
      allow(below(environment, "metadata", "platform"), "create", "read", "update", "list"),
    ]),
    ...entries.flatMap(({ environment, team, name }) => [
      allow(exactly(environment, "data", team, name), "create", "read", "update"),
      allow(exactly(environment, "metadata", team, name), "create", "read", "update"),
    ]),
    allow(exactly("sys", "policies", "password", passwordPolicy, "generate"), "read"),
  ];
}

/** Snapshots hold everything, encrypted. */
export const snapshotsGrants: Grant[] = [allow(exactly("sys", "storage", "raft", "snapshot"), "read")];

export type PeopleRole = "admin" | "operator" | "developer" | "viewer";

/**
 * What people of the platform may in Vault. None reads another's secret, and none changes who may what: that is
 * configuration, and a change of it is reviewed.
 */
export function peopleGrants(role: PeopleRole, environments: string[]): Grant[] {
  const names = environments.map((environment) => allow(below(environment, "metadata"), "read", "list"));
  switch (role) {
    case "viewer":
      return setup;
    case "developer":
      return [...setup, ...names];
    case "operator":
      return [...setup, ...names, ...operation];
    case "admin":
      return [...setup, ...names, ...operation, ...enteredByHand(environments)];
  }
}

/** How Vault is set up. */
const setup: Grant[] = [
  allow(exactly("sys", "mounts"), "read"),
  allow(exactly("sys", "auth"), "read"),
  allow(exactly("sys", "policies", "acl"), "list"),
  allow(below("sys", "policies", "acl"), "read"),
  allow(below("sys", "quotas", "rate-limit"), "read", "list"),
  allow(below("auth", authMounts.kubernetes, "role"), "read", "list"),
  allow(below("auth", authMounts.gitlab, "role"), "read", "list"),
  allow(below("auth", authMounts.oidc, "role"), "read", "list"),
];

const operation: Grant[] = [
  allow(exactly("sys", "storage", "raft", "configuration"), "read"),
  allow(exactly("sys", "storage", "raft", "autopilot", "state"), "read"),
  allow(exactly("sys", "metrics"), "read"),
  allow(exactly("sys", "leases", "lookup"), "update"),
  allow(exactly("sys", "leases", "revoke"), "update"),
];

/** Secrets that are not the program's to know: people write them here, and cannot read them back. */
function enteredByHand(environments: string[]): Grant[] {
  return [
    ...environments.map((environment) => allow(below(environment, "data", "platform"), "create", "update", "patch")),
    allow(exactly("auth", authMounts.oidc, "config"), "create", "update"),
    allow(below(mounts.database, "config"), "update"),
    allow(below(mounts.database, "rotate-root"), "update"),
  ];
}

const manage = ["create", "read", "update", "delete"] as const;

/**
 * What the deployer may: all that this configuration holds, and no secret. Vault asks for `sudo` where sign-in methods
 * and audit devices are switched on. Who writes policies can get every right in the end: only protected branches deploy.
 */
export function deployerGrants(environments: string[]): Grant[] {
  const at = (path: Grant["path"]) => allow(path, ...manage);
  return [
    allow(exactly("auth", "token", "create"), "update"), // the provider works with a token below its own
    allow(exactly("sys", "mounts"), "read"),
    allow(exactly("sys", "auth"), "read"),
    ...[...environments, ...Object.values(mounts)].flatMap((mount) => [
      at(exactly("sys", "mounts", mount)),
      allow(exactly("sys", "mounts", mount, "tune"), "read", "update"),
    ]),
    ...Object.values(authMounts).flatMap((mount) => [
      allow(exactly("sys", "auth", mount), ...manage, "sudo"),
      allow(exactly("sys", "mounts", "auth", mount, "tune"), "read", "update"),
      at(below("auth", mount, "role")),
    ]),
    at(exactly("auth", authMounts.kubernetes, "config")),
    at(exactly("auth", authMounts.gitlab, "config")),
    allow(exactly("sys", "audit"), "read", "sudo"),
    ...auditDevices.map(({ path }) => allow(exactly("sys", "audit", path), ...manage, "sudo")),
    ...["team-", "platform-"].map((names) => at(startingWith("sys", "policies", "acl", names))),
    at(exactly("sys", "policies", "password", passwordPolicy)),
    at(below("sys", "quotas", "rate-limit")),
    ...["group", "group-alias"].flatMap((kind) => [at(exactly("identity", kind)), at(below("identity", kind))]),
    allow(exactly("identity", "lookup", "group"), "update"),
    allow(exactly(mounts.pkiRoot, "root", "generate", "internal"), "update"),
    allow(exactly(mounts.pkiRoot, "root", "sign-intermediate"), "update"),
    allow(exactly(mounts.pki, "intermediate", "generate", "internal"), "update"),
    allow(exactly(mounts.pki, "intermediate", "set-signed"), "update"),
    ...[mounts.pkiRoot, mounts.pki].flatMap((mount) => [
      allow(exactly(mount, "config", "urls"), "create", "read", "update"),
      allow(below(mount, "cert"), "read"),
      allow(below(mount, "issuer"), "read"),
      allow(below(mount, "issuers"), "read", "list"),
    ]),
    at(exactly(mounts.pki, "roles", pkiRole)),
    at(below(mounts.transit, "keys")),
    allow(exactly(mounts.transit, "keys", anySegment, "config"), "update"),
    at(below(mounts.database, "config")),
    at(below(mounts.database, "roles")),
  ];
}

/** Where Vault writes who asked for what: to its volume, and to its output, which goes to the cluster's logs. */
export const auditDevices = [
  { path: "file", options: { file_path: "/vault/audit/audit.log" } },
  { path: "stdout", options: { file_path: "stdout" } },
] as const;
