import { readFileSync } from "node:fs";
import type { VaultConfigArgs, VaultTeam } from "../../components/vault-config";
import type { Settings } from "../settings";
import type { VaultPlan } from "./vault";

type EnvironmentName = Settings["environments"][number]["name"];

/** What the program configures in Vault. The platform's own parts, which sign in too, come from their components. */
export type VaultConfigPlan = Omit<VaultConfigArgs, "parts">;

/** Undefined where the program does not configure it, or not yet. */
export function vaultConfigPlan(settings: Settings, vault: VaultPlan | undefined): VaultConfigPlan | undefined {
  if (!vault?.configure) return undefined;
  const { people, pipelines } = vault;
  const names = settings.environments.map(({ name }) => name);
  const { admins, operators, developers, viewers } = settings.access;
  return {
    address: vault.address!, // asked for while configure is true
    inClusterAddress: vault.inClusterAddress,
    environments: names,
    teams: settings.teams.map((team) => teamPlan(team, names)),
    people: people && {
      clientId: people.clientId,
      groupsClaim: people.groupsClaim,
      // Vault sees groups as the sign-in provider sends them, without the API server's prefix.
      groups: { admin: admins, operator: operators, developer: developers, viewer: viewers },
    },
    pipelines,
  };
}

function teamPlan({ name, groups, ...team }: Settings["teams"][number], environments: EnvironmentName[]): VaultTeam {
  const placed = <T extends { environment?: EnvironmentName | undefined }>(item: T) => ({
    ...item,
    environment: item.environment ?? environments[0]!,
  });
  const namespaces = team.namespaces.map(placed);
  const databases = team.databases.map(placed);
  const pipelines = team.pipelines.map(placed);
  const used = new Set([...namespaces, ...databases, ...pipelines].map(({ environment }) => environment));
  return {
    name,
    environments: environments.filter((environment) => used.has(environment)),
    developers: groups.developers,
    namespaces: namespaces.map(({ name: namespace, environment, workloads }) => ({
      name: namespace,
      environment,
      serviceAccounts: workloads.filter(({ vault }) => vault).map((workload) => workload.name),
    })),
    databases: databases.map(({ caFile, ...database }) => ({
      ...database,
      ca: caFile === undefined ? undefined : readFileSync(caFile, "utf8"),
    })),
    pipelines,
  };
}
