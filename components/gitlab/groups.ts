import * as gitlab from "@pulumi/gitlab";
import * as pulumi from "@pulumi/pulumi";
import type { GitlabGroupsArgs, GitlabTeam } from "./args";
import { codeOwnersOf, fleetCodeOwners } from "./code-owners";
import { GitlabProject } from "./project";
import { schedule } from "./schedule";
import { groupSettings } from "./settings";

/** Scope of the variable below; jobs ask for it with `environment: { name: fleet, action: access }`. */
export const fleetScope = "fleet";
/** Holds the token with which pipelines of a team propose changes to the fleet. */
export const fleetTokenVariable = "FLEET_TOKEN";

/** Projects of the platform's that teams reach. */
type Shared = Record<"fleet" | "infrastructure", GitlabProject>;

/**
 * What all stacks share in GitLab: the platform's group with its projects, and a group per team. Who is a member is not
 * said here: groups of the sign-in provider are linked to them in GitLab.
 */
export class GitlabGroups extends pulumi.ComponentResource {
  /** Environments can be added once these are there. */
  readonly ready: pulumi.Resource[];

  constructor(
    private readonly name: string,
    private readonly args: GitlabGroupsArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("platform:components:GitlabGroups", name, {}, opts);
    const { projects, codeOwners, teams, group } = args;
    const platform = this.group("platform", "The platform", { protect: true });
    const own = (
      path: string,
      description: string,
      owners: string,
      merge: "developer" | "maintainer",
      robots = false,
    ) =>
      new GitlabProject(
        `${name}/platform/${path}`,
        { ...args, groupId: numberOf(platform), path, description, codeOwners: owners, merge, robots, protect: true },
        { parent: this },
      );
    const everything = codeOwnersOf(codeOwners);
    const infrastructure = own(last(projects.infrastructure), "The platform as a program", everything, "maintainer");
    const template = own(last(projects.template), "What an application begins with", everything, "maintainer");
    schedule(
      `${name}-drift`,
      {
        project: infrastructure.project,
        branch: args.branch,
        description: "Look for drift of every stack",
        cron: "0 5 * * *",
        variables: { DRIFT: "true" },
      },
      { parent: this, dependsOn: infrastructure.ready },
    );
    const fleetOwners = fleetCodeOwners(codeOwners, group, teams);
    const fleet = own(last(projects.fleet), "What Flux deploys", fleetOwners, "developer", true);

    const ofTeams = teams.flatMap((team) => this.team(team, { fleet, infrastructure }));
    this.ready = [...[infrastructure, template, fleet].flatMap(({ ready }) => ready), ...ofTeams];
    this.registerOutputs();
  }

  private group(path: string, description: string, opts: pulumi.CustomResourceOptions = {}): gitlab.Group {
    const { groupId, visibility } = this.args;
    return new gitlab.Group(
      `${this.name}/${path}`,
      { ...groupSettings({ visibility }), parentId: groupId, name: path, path, description },
      { parent: this, ...opts },
    );
  }

  private share(
    team: string,
    group: gitlab.Group,
    { project }: GitlabProject,
    name: string,
    groupAccess: "developer" | "reporter",
  ): void {
    new gitlab.ProjectShareGroup(
      `${this.name}/${team}-in-${name}`,
      { project, groupId: numberOf(group), groupAccess },
      { parent: this },
    );
  }

  /** A team's group and projects, its part in the fleet, and how its pipelines propose changes to it. */
  private team({ name: team, projects }: GitlabTeam, { fleet, infrastructure }: Shared): pulumi.Resource[] {
    const owned = { parent: this };
    const group = this.group(team, `Team ${team}`);
    const made = projects.map(
      (path) =>
        new GitlabProject(
          `${this.name}/${team}/${path}`,
          {
            ...this.args,
            groupId: numberOf(group),
            path,
            description: `${path} of team ${team}`,
            codeOwners: codeOwnersOf([`@${this.args.group}/${team}`]),
            merge: "developer",
          },
          owned,
        ),
    );
    // Proposes changes to the one, and includes its pipeline from the other.
    this.share(team, group, fleet, "fleet", "developer");
    this.share(team, group, infrastructure, "infrastructure", "reporter");
    // A branch is pushed with it, and the merge request asked for by an option of the push: no more is needed.
    const token = new gitlab.ProjectAccessToken(
      `${this.name}/${team}-fleet-token`,
      {
        project: fleet.project,
        name: `${team} proposes`,
        accessLevel: "developer",
        scopes: ["write_repository"],
        rotationConfiguration: { expirationDays: 90, rotateBeforeDays: 30 },
      },
      owned,
    );
    // GitLab makes it, and GitLab's jobs need it: by way of Vault it would pass through this program as well.
    new gitlab.GroupVariable(
      `${this.name}/${team}-fleet-token`,
      {
        group: group.id,
        key: fleetTokenVariable,
        value: pulumi.secret(token.token),
        description: "Proposes changes to the fleet",
        environmentScope: fleetScope,
        masked: true,
        hidden: true,
        protected: true,
        raw: true,
      },
      owned,
    );
    return made.flatMap(({ ready }) => ready);
  }
}

/** The provider takes a group's number, and has it as text. */
function numberOf(group: gitlab.Group): pulumi.Output<number> {
  return group.id.apply(Number);
}

function last(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
