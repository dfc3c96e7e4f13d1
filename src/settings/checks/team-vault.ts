import { readFileSync } from "node:fs";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { allNamespaces, duplicates, environmentProblems } from "./placed";

type Team = Settings["teams"][number];

/** Rules about what teams have in Vault. */
export function teamVaultProblems(given: Partial<Settings>): Problem[] {
  const { vault, teams = [], environments } = given;
  return [
    ...sharedNamespaceProblems(given),
    ...(vault ? [...deployerProblems(vault), ...teams.flatMap((team, i) => serverProblems(vault, team, i))] : []),
    ...(environments ? teams.flatMap((team, i) => listedEnvironmentProblems(environments, team, i)) : []),
    ...teams.flatMap((team, i) => databaseProblems(team, i)),
    ...teams.flatMap((team, i) => pipelineProblems(team, i)),
  ];
}

/** Who deploys a stack deploys all of it, and signs in as one role. */
function deployerProblems(vault: Settings["vault"]): Problem[] {
  if (vault.distribution === "none") return [];
  const more = vault.pipelines?.projects.slice(1) ?? [];
  return more.map(({ path: project }, i) => {
    const must = "be the only one, because one project deploys all of a stack";
    return { at: path("vault", "pipelines", "projects", i + 1, "path"), must, got: project, remedy: "remove it" };
  });
}

/** Secrets belong to teams. */
function sharedNamespaceProblems({ environments = [] }: Partial<Settings>): Problem[] {
  return allNamespaces({ environments }).flatMap(({ at, spec }) =>
    spec.workloads.flatMap(({ vault }, i): Problem[] => {
      if (!vault) return [];
      const must = "be false outside of teams' namespaces, because secrets in Vault belong to a team";
      const remedy = "remove it, or move the workload to a team";
      return [{ at: path(...at, "workloads", i, "vault"), must, got: true, remedy }];
    }),
  );
}

/** What needs a server, or a way to sign in, that is not configured. */
function serverProblems(vault: Settings["vault"], team: Team, i: number): Problem[] {
  if (vault.distribution === "none") {
    const must = "be empty while vault.distribution is none";
    const remedy = "remove it, or set vault.distribution";
    const lists = (["databases", "pipelines"] as const)
      .filter((list) => team[list].length > 0)
      .map((list) => ({ at: path("teams", i, list), must, got: team[list].length, remedy }));
    const workloads = team.namespaces.flatMap((namespace, j) =>
      namespace.workloads.flatMap((workload, k) =>
        workload.vault
          ? [
              {
                at: path("teams", i, "namespaces", j, "workloads", k, "vault"),
                must: "be false while vault.distribution is none",
                got: true,
                remedy,
              },
            ]
          : [],
      ),
    );
    return [...lists, ...workloads];
  }
  const problems: Problem[] = [];
  if (team.name === "platform") {
    const must = "not be platform while there is a Vault, because the platform's own secrets are under that name";
    problems.push({ at: path("teams", i, "name"), must, got: team.name, remedy: "choose another name" });
  }
  if (team.pipelines.length > 0 && !vault.pipelines) {
    const must = "be empty while vault.pipelines is not set, because Vault trusts no GitLab";
    const remedy = "set vault.pipelines, or remove it";
    problems.push({ at: path("teams", i, "pipelines"), must, got: team.pipelines.length, remedy });
  }
  return problems;
}

function listedEnvironmentProblems(environments: Settings["environments"], team: Team, i: number): Problem[] {
  const names = environments.map(({ name }) => name);
  return (["databases", "pipelines"] as const).flatMap((list) =>
    team[list].flatMap(({ environment }, j) =>
      environmentProblems(path("teams", i, list, j, "environment"), environment, names),
    ),
  );
}

function databaseProblems({ databases }: Team, i: number): Problem[] {
  const at = (j: number, ...rest: (string | number)[]) => path("teams", i, "databases", j, ...rest);
  return [
    ...duplicates(databases.map(({ name }, j) => [at(j, "name"), name])),
    ...databases.flatMap(({ roles, caFile }, j) => [
      ...duplicates(roles.map(({ name }, k) => [at(j, "roles", k, "name"), name])),
      ...roles.flatMap(({ ttlMinutes, maxTtlMinutes }, k): Problem[] => {
        if (ttlMinutes <= maxTtlMinutes) return [];
        const must = `be at most maxTtlMinutes (${maxTtlMinutes})`;
        return [{ at: at(j, "roles", k, "ttlMinutes"), must, got: ttlMinutes, remedy: "lower it" }];
      }),
      ...(caFile === undefined || isCertificate(caFile)
        ? []
        : [
            {
              at: at(j, "caFile"),
              must: "be a file with certificates in PEM, and no key",
              got: caFile,
              remedy: "correct the path; the provider of the database publishes its CA",
            },
          ]),
    ]),
  ];
}

function isCertificate(file: string): boolean {
  try {
    const text = readFileSync(file, "utf8");
    return text.includes("-----BEGIN CERTIFICATE-----") && !text.includes("PRIVATE KEY-----");
  } catch {
    return false;
  }
}

/** One branch of a project in one environment: Vault has one role for it. */
function pipelineProblems({ pipelines }: Team, i: number): Problem[] {
  const seen = new Map<string, string>();
  return pipelines.flatMap(({ project, environment }, j): Problem[] => {
    const at = path("teams", i, "pipelines", j, "project");
    const key = JSON.stringify([project.toLowerCase(), environment]);
    const first = seen.get(key);
    if (first === undefined) {
      seen.set(key, at);
      return [];
    }
    const must = `be named once for an environment, but ${first} is the same project`;
    return [{ at, must, got: project, remedy: "remove one" }];
  });
}
