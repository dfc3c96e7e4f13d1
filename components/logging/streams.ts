/**
 * Data streams of Elasticsearch. A dot joins what configuration names, because no such name holds one: so
 * `logs.team.a.*` is never a stream of another team.
 */
export interface LogStream {
  name: string;
  /** How long its logs are kept (days). */
  retentionDays: number;
  /** Namespaces whose pods' logs it gets. @default none - others choose it */
  namespaces: string[];
}

/** Who belongs to the platform itself, and whatever no team or environment owns. */
export const platformStream = "logs.platform";
/** What Elasticsearch did not take, such as text in place of a number. */
export const rejectedStream = "logs.rejected";
export const auditStreams = { kubernetes: "logs.audit.kubernetes", vault: "logs.audit.vault" } as const;

export const environmentStream = (environment: string) => `logs.environment.${environment}`;
export const teamStream = (team: string, environment: string) => `logs.team.${team}.${environment}`;
/** All streams of a team. */
export const teamStreams = (team: string) => teamStream(team, "*");
