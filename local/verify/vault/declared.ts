/** Who may reach which secrets, as configuration says it. */
export interface DeclaredVault {
  /** Each has a key-value store of its own. */
  environments: string[];
  teams: DeclaredVaultTeam[];
  /** @default absent - no pipeline signs in */
  pipelines?: { issuer: string; audience: string };
  /** @default absent - nobody signs in as a person */
  people?: { clientId: string; groupsClaim: string };
}

export interface DeclaredVaultTeam {
  name: string;
  environments: string[];
  /** Groups whose people write its secrets, as the sign-in provider sends them. */
  developers: string[];
  namespaces: { name: string; environment: string; serviceAccounts: string[] }[];
  pipelines: { project: string; ref: string; environment: string }[];
}

export function vaultOf({ environments, teams, pipelines, people }: DeclaredVault): DeclaredVault {
  return { environments, teams, pipelines, people };
}
