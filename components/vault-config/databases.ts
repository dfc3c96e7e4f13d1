import * as vault from "@pulumi/vault";
import type { Configuring, TeamDatabase, VaultTeam } from "./args";
import { connectionName, databaseRole, mounts } from "./names";

const minutes = 60;

/**
 * Credentials of teams' databases that end. Vault's own password for a database is not the program's: a person writes it
 * into the connection once and has Vault replace it (docs/vault.md), and updates leave it alone.
 */
export function databases({ name, opts }: Configuring, teams: VaultTeam[]): void {
  if (teams.every((team) => team.databases.length === 0)) return;
  const { path: backend } = new vault.Mount(
    `${name}-database`,
    {
      path: mounts.database,
      type: "database",
      defaultLeaseTtlSeconds: 60 * minutes,
      maxLeaseTtlSeconds: 24 * 60 * minutes,
    },
    opts,
  );
  for (const team of teams) {
    for (const database of team.databases) {
      const connection = connectionName(team.name, database.environment, database.name);
      const made = new vault.database.SecretBackendConnection(
        `${name}-database-${connection}`,
        {
          backend,
          name: connection,
          allowedRoles: database.roles.map((role) => databaseRole(connection, role.name)),
          verifyConnection: false, // it has no password yet
          postgresql: {
            connectionUrl: connectionUrl(database),
            username: database.username,
            passwordAuthentication: "scram-sha-256",
            ...(database.ca === undefined ? {} : { tlsCa: database.ca }),
          },
        },
        opts,
      );
      for (const role of database.roles) {
        new vault.database.SecretBackendRole(
          `${name}-database-${databaseRole(connection, role.name)}`,
          {
            backend,
            name: databaseRole(connection, role.name),
            dbName: made.name,
            ...roleStatements(role.memberOf),
            defaultTtl: role.ttlMinutes * minutes,
            maxTtl: role.maxTtlMinutes * minutes,
          },
          opts,
        );
      }
    }
  }
}

/** Vault fills in the braces. The server must show a certificate for its host. */
export function connectionUrl({ host, port, database }: Pick<TeamDatabase, "host" | "port" | "database">): string {
  return `postgresql://{{username}}:{{password}}@${host}:${port}/${database}?sslmode=verify-full`;
}

/**
 * Credentials act as the role that they are a member of: what they make belongs to that role and outlives them.
 * @param memberOf an identifier that needs no escapes
 */
export function roleStatements(memberOf: string) {
  return {
    creationStatements: [
      `CREATE ROLE "{{name}}" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}' IN ROLE "${memberOf}";`,
      `ALTER ROLE "{{name}}" SET role TO "${memberOf}";`,
    ],
    renewStatements: [`ALTER ROLE "{{name}}" VALID UNTIL '{{expiration}}';`],
    revocationStatements: [`DROP ROLE IF EXISTS "{{name}}";`],
  };
}
