import { everyStream, platformStream, teamStreams } from "./streams";

/** Somebody with a password in Elasticsearch, who has the role of the same name. */
export interface LogUser {
  name: string;
  /** The team whose people get the password. @default absent - a part of the platform */
  team?: string;
}

/** A role as Elasticsearch reads it from a file. */
export interface LogRole {
  cluster?: string[];
  indices?: { names: string[]; privileges: string[] }[];
  applications?: { application: string; privileges: string[]; resources: string[] }[];
}

/** Users of the platform's own. */
export const platformUsers = {
  /** The aggregators: they write. */
  writer: "fluentd",
  /** The job that sets lifecycles, templates and spaces. */
  setup: "setup",
  /** Grafana, in which everybody sees what its data source sees. */
  grafana: "grafana",
  /** People of the platform. */
  people: "platform",
} as const;

export const teamUser = (team: string) => `team-${team}`;
/** A space of Kibana, in which a team finds its logs and keeps its views. */
export const teamSpace = (team: string) => `team-${team}`;

const read = ["read", "view_index_metadata"];
const kibana = (privilege: string, resource: string) => [
  { application: "kibana-.kibana", privileges: [privilege], resources: [resource] },
];

/** Users of the file realm, since sign-in by OpenID Connect or SAML is not in Elastic's basic licence. */
export function logUsers(teams: string[]): LogUser[] {
  return [
    ...Object.values(platformUsers).map((name) => ({ name })),
    ...teams.map((team) => ({ name: teamUser(team), team })),
  ];
}

/** What each may. Nobody changes or deletes logs, and a team reads its own streams alone. */
export function logRoles(teams: string[]): Record<string, LogRole> {
  return {
    [platformUsers.writer]: {
      cluster: ["cluster:monitor/main"],
      indices: [{ names: [everyStream], privileges: ["auto_configure", "create_doc"] }],
    },
    [platformUsers.setup]: {
      // A snapshot is taken with the rights of whoever wrote its policy.
      cluster: [
        "cluster:monitor/main",
        "manage_ilm",
        "manage_index_templates",
        "manage_slm",
        "cluster:admin/repository/*",
        "cluster:admin/snapshot/*",
      ],
      applications: kibana("all", "*"),
    },
    [platformUsers.grafana]: { indices: [{ names: [platformStream], privileges: read }] },
    [platformUsers.people]: {
      cluster: ["monitor", "read_ilm", "read_slm"],
      indices: [{ names: [everyStream], privileges: read }],
      applications: kibana("all", "*"),
    },
    ...Object.fromEntries(
      teams.map((team): [string, LogRole] => [
        teamUser(team),
        {
          indices: [{ names: [teamStreams(team)], privileges: read }],
          applications: kibana("space_all", `space:${teamSpace(team)}`),
        },
      ]),
    ),
  };
}

/** Secret with a user's name, password and roles, in the namespace of Elasticsearch. */
export const userSecret = (user: string) => `elasticsearch-user-${user}`;
