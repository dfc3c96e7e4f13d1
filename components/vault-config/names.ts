/** Where everything is in Vault. Labels hold no dot, so names that dots join cannot meet. */
export const mounts = { pkiRoot: "pki-root", pki: "pki", transit: "transit", database: "database" } as const;

export const authMounts = { kubernetes: "kubernetes", gitlab: "gitlab", oidc: "oidc" } as const;

/** Audience of the tokens with which pods sign in. */
export const audience = "vault";

/** Role of the PKI engine that signs for what only the cluster talks to. */
export const pkiRole = "internal";

/** Password policy of the platform's own passwords. */
export const passwordPolicy = "platform";

export const teamPolicy = (team: string, environment: string) => `team-${team}-${environment}`;

export const developersPolicy = (team: string, environment: string) => `${teamPolicy(team, environment)}-developers`;

/**
 * Role of one namespace of a team; its name is unique in the cluster. A role for several namespaces would take every
 * account that it names in each of them.
 */
export const namespaceRole = (namespace: string) => `team-${namespace}`;

export const componentPolicy = (component: string) => `platform-${component}`;

/** Policy of whoever deploys the platform, and the role of the one pipeline that does. */
export const deployerPolicy = "platform-deployer";

export const transitKey = (team: string, environment: string) => `${team}.${environment}`;

export const connectionName = (team: string, environment: string, database: string) =>
  `${team}.${environment}.${database}`;

export const databaseRole = (connection: string, role: string) => `${connection}.${role}`;

/** GitLab allows no two such signs in a row, so that two projects never have one name. */
export const projectSlug = (project: string) => project.replaceAll("/", "--");

export const teamPipelineRole = (team: string, environment: string, project: string) =>
  `${teamPolicy(team, environment)}.${projectSlug(project)}`;
