import type * as pulumi from "@pulumi/pulumi";

/** What every project has in common. */
export interface ProjectStandard {
  /** The one protected branch. */
  branch: string;
  visibility: "private" | "internal";
  /** People who approve a merge request. */
  approvals: number;
  /** Whether the licence is Ultimate. */
  ultimate: boolean;
}

/** A team, and its projects by name, without the groups before it. */
export interface GitlabTeam {
  name: string;
  projects: string[];
}

/** Full paths of the platform's projects. */
export interface PlatformProjects {
  /** This program. */
  infrastructure: string;
  /** What Flux deploys. */
  fleet: string;
  /** What teams begin an application with. */
  template: string;
}

/** What is made once, whatever the number of stacks. */
export interface GitlabGroupsArgs extends ProjectStandard {
  /** Group in which all others are made: its full path and its number. */
  group: string;
  groupId: number;
  projects: PlatformProjects;
  /** Who owns what no team does, as CODEOWNERS names them. */
  codeOwners: string[];
  teams: GitlabTeam[];
}

/** An environment that pipelines deploy to. */
export interface DeployedEnvironment {
  name: "dev" | "staging" | "production";
  /** @default absent - nothing is published */
  address?: string;
  /** Full paths of the teams' projects that are deployed there. */
  projects: string[];
}

export interface GitlabEnvironmentsArgs {
  /** Stack that the infrastructure project deploys to these environments. */
  stack: string;
  branch: string;
  /** Full path of the project that holds this program. */
  infrastructure: string;
  environments: DeployedEnvironment[];
  /** Maintainers who approve a deployment to production. */
  deployApprovals: number;
  /** Variables of the infrastructure project's jobs that deploy, in each environment; nothing secret. */
  variables: Record<string, pulumi.Input<string>>;
  /** Those of jobs that only look, for merge requests too; nothing secret. */
  previewVariables: Record<string, pulumi.Input<string>>;
  /** What makes the projects. @default none - another stack did */
  ready?: pulumi.Resource[];
  /** Variables of the scheduled restore drill. @default absent - there are no backups that it can reach */
  drill?: Record<string, string>;
}

/** Keys end, so that a forgotten one does too. */
export interface KeyRotation {
  /** Another day replaces all keys. */
  rotatedOn: string;
  /** When GitLab stops accepting them, in RFC 3339. */
  expiresAt: string;
}

export interface FleetAccessArgs {
  /** Full path of the fleet's project. */
  fleet: string;
  branch: string;
  /** SSH address of the fleet. */
  url: string;
  /** Public keys of its host, as lines of known_hosts. */
  knownHosts: string[];
  keys: KeyRotation;
  /** Whose keys they are. */
  stack: string;
  /** Whether Flux also proposes changes. */
  proposes: boolean;
  /** What makes the fleet's project. @default none - another stack did */
  ready?: pulumi.Resource[];
  /** Host at which Flux is told of commits. @default absent - it asks from time to time */
  receiverHost?: string;
}
