import { platformGroup, platformProjects, teamProjects, type GitlabSettings } from "../gitlab";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { duplicates } from "./placed";
import { stackFiles, type StackFile } from "./stack-files";

/** Rules about GitLab, and about what needs it. @param directory folder of the stack files */
export function gitlabProblems(given: Partial<Settings>, directory = process.cwd()): Problem[] {
  const { gitlab, teams = [] } = given;
  if (!gitlab) return [];
  if (gitlab.kind === "none") return withoutGitlab(teams);
  const files = stackFiles(directory).filter((file) => isSameGitlab(gitlab, file));
  return [
    ...projectProblems(gitlab, teams),
    ...ownerProblems(gitlab, files),
    ...sharedTeamProblems(gitlab, teams, files),
    ...pipelineProblems(gitlab, given),
    ...fleetProblems(gitlab, given),
  ];
}

function withoutGitlab(teams: Settings["teams"]): Problem[] {
  return teams.flatMap(({ projects }, i): Problem[] => {
    if (projects.length === 0) return [];
    const must = "be empty while gitlab.kind is none";
    const remedy = "remove it, or set platform:gitlab";
    return [{ at: path("teams", i, "projects"), must, got: projects.length, remedy }];
  });
}

function projectProblems({ projects }: GitlabSettings, teams: Settings["teams"]): Problem[] {
  return [
    ...duplicates(Object.entries(projects).map(([key, name]) => [path("gitlab", "projects", key), name])),
    ...teams.flatMap((team, i) => [
      ...duplicates(team.projects.map((name, j) => [path("teams", i, "projects", j), name])),
      ...(team.name === platformGroup
        ? [
            {
              at: path("teams", i, "name"),
              must: `not be ${platformGroup} while there is a GitLab, because the platform's own projects are in that group`,
              got: team.name,
              remedy: "choose another name",
            },
          ]
        : []),
    ]),
  ];
}

interface Owned {
  baseUrl?: unknown;
  group?: unknown;
  owner?: unknown;
}

function isSameGitlab({ baseUrl, group }: GitlabSettings, file: StackFile): boolean {
  const other = (file.setting("gitlab") ?? {}) as Owned;
  return other.group === group && (other.baseUrl ?? "https://gitlab.com/api/v4") === baseUrl;
}

const isOwner = (file: StackFile) => (file.setting("gitlab") as Owned).owner === true;

/** Two owners would each make the same groups, and undo what the other does. */
function ownerProblems({ owner }: GitlabSettings, files: StackFile[]): Problem[] {
  const owners = files.filter(isOwner).map(({ name }) => name);
  if (!owner || owners.length < 2) return [];
  const must = `be true in one stack only, but ${owners.join(" and ")} say so`;
  return [{ at: path("gitlab", "owner"), must, got: true, remedy: "remove it from all but one" }];
}

/** What the owner did not make, no other stack can add its environment to. */
function sharedTeamProblems({ owner }: GitlabSettings, teams: Settings["teams"], files: StackFile[]): Problem[] {
  const other = owner ? undefined : files.find(isOwner);
  if (!other) return [];
  const made = (other.setting("teams") ?? []) as { name?: unknown; projects?: unknown }[];
  return teams.flatMap(({ name, projects }, i) => {
    const its = Array.isArray(made) ? made.find((team) => team.name === name)?.projects : undefined;
    const known = new Set(Array.isArray(its) ? (its as unknown[]) : []);
    return projects.flatMap((project, j): Problem[] => {
      if (known.has(project)) return [];
      const must = `be a project of team ${name} in ${other.name} too, whose stack makes it`;
      return [{ at: path("teams", i, "projects", j), must, got: project, remedy: "add it there, or remove it" }];
    });
  });
}

/** Vault lets in pipelines of protected branches; a project of the platform's has one. */
function pipelineProblems(gitlab: GitlabSettings, { vault, teams = [] }: Partial<Settings>): Problem[] {
  const platform = Object.values(platformProjects(gitlab));
  const deploying = vault && vault.distribution !== "none" ? (vault.pipelines?.projects ?? []) : [];
  const known = [...platform, ...teams.flatMap((team) => teamProjects(gitlab, team))];
  const named = [
    ...deploying.map(({ path: project, ref }, i) => {
      const at = ["vault", "pipelines", "projects", i];
      return { at, setting: "path", project, ref };
    }),
    ...teams.flatMap(({ pipelines }, i) =>
      pipelines.map(({ project, ref }, j) => ({ at: ["teams", i, "pipelines", j], setting: "project", project, ref })),
    ),
  ];
  return named.flatMap(({ at, setting, project, ref }): Problem[] => {
    if (!project.startsWith(`${gitlab.group}/`)) return [];
    if (!known.includes(project)) {
      const must = `be a project that the platform makes below ${gitlab.group} (${known.join(", ")})`;
      const remedy = "correct it, or add it to the projects of a team";
      return [{ at: path(...at, setting), must, got: project, remedy }];
    }
    if (ref === gitlab.branch) return [];
    const must = `be gitlab.branch (${gitlab.branch}), the one protected branch of ${project}`;
    return [{ at: path(...at, "ref"), must, got: ref, remedy: "write that one" }];
  });
}

/** The fleet that Flux reads is the one that is made here. */
function fleetProblems(gitlab: GitlabSettings, { flux }: Partial<Settings>): Problem[] {
  if (flux?.kind !== "flux") return [];
  const { url, branch } = flux.repository;
  const { fleet } = platformProjects(gitlab);
  const problems: Problem[] = [];
  if (new URL(url).pathname !== `/${fleet}.git`) {
    const must = `be that of gitlab.projects.fleet, with the path /${fleet}.git`;
    problems.push({ at: path("flux", "repository", "url"), must, got: url, remedy: "correct one of them" });
  }
  if (branch !== gitlab.branch) {
    const must = `be gitlab.branch (${gitlab.branch}), the one protected branch of the fleet`;
    problems.push({ at: path("flux", "repository", "branch"), must, got: branch, remedy: "write that one" });
  }
  return problems;
}
