import * as vault from "@pulumi/vault";
import type { Configuring, People, VaultTeam } from "./args";
import { policyOf } from "./kubernetes";
import { authMounts, componentPolicy, developersPolicy } from "./names";
import { developersGrants, peopleGrants, type PeopleRole } from "./policies";

const hours = 3600;
const roles: PeopleRole[] = ["admin", "operator", "developer", "viewer"];

/**
 * People sign in by OpenID Connect, and get what their groups have. The client's ID and secret are written into
 * `auth/oidc/config` by a person: Vault takes no client without a secret, and the secret has no place in a program.
 */
export function peopleAuth(
  { name, opts }: Configuring,
  { clientId, groupsClaim, groups }: People,
  { address, environments, teams }: { address: string; environments: string[]; teams: VaultTeam[] },
): void {
  const backend = new vault.AuthBackend(
    `${name}-oidc`,
    { type: "oidc", path: authMounts.oidc, tune: { maxLeaseTtl: "8h", listingVisibility: "unauth" } },
    opts,
  );
  new vault.jwt.AuthBackendRole(
    `${name}-oidc-people`,
    {
      backend: backend.path,
      roleName: "people",
      roleType: "oidc",
      boundAudiences: [clientId],
      userClaim: "sub",
      groupsClaim,
      claimMappings: { email: "email", name: "name" },
      oidcScopes: ["profile", "email"],
      allowedRedirectUris: [
        `${address}/ui/vault/auth/${authMounts.oidc}/oidc/callback`,
        "http://localhost:8250/oidc/callback", // the command line's
      ],
      tokenPolicies: ["default"],
      tokenTtl: 1 * hours,
      tokenMaxTtl: 8 * hours,
    },
    opts,
  );

  for (const role of roles) policyOf({ name, opts }, componentPolicy(role), peopleGrants(role, environments));
  for (const { name: team, environments } of teams) {
    for (const environment of environments) {
      policyOf({ name, opts }, developersPolicy(team, environment), developersGrants(team, environment));
    }
  }
  for (const [group, policies] of groupPolicies(groups, teams)) {
    const made = new vault.identity.Group(`${name}-group-${group}`, { name: group, type: "external", policies }, opts);
    new vault.identity.GroupAlias(
      `${name}-group-${group}`,
      { name: group, mountAccessor: backend.accessor, canonicalId: made.id },
      opts,
    );
  }
}

/** A group of the sign-in provider can be one group of Vault only, with all that the group is given anywhere. */
export function groupPolicies(groups: People["groups"], teams: VaultTeam[]): Map<string, string[]> {
  const given = [
    ...roles.flatMap((role) => groups[role].map((group) => [group, componentPolicy(role)] as const)),
    ...teams.flatMap(({ name, environments, developers }) =>
      developers.flatMap((group) =>
        environments.map((environment) => [group, developersPolicy(name, environment)] as const),
      ),
    ),
  ];
  const byGroup = new Map<string, string[]>();
  for (const [group, policy] of given) byGroup.set(group, [...(byGroup.get(group) ?? []), policy]);
  return byGroup;
}
