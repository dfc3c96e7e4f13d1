import { describe, expect, it } from "vitest";
import { messageFor } from "../support/config";

const team = (settings: object) => ({ teams: [{ name: "payments", ...settings }] });
const none = { vault: { distribution: "none" } };
const database = {
  name: "orders",
  host: "orders.db.example.com",
  database: "orders",
  cidr: "10.9.0.0/24",
  roles: [{ name: "app", memberOf: "orders_app" }],
};
const pipelines = (...paths: string[]) => ({
  vault: { distribution: "openbao", pipelines: { projects: paths.map((path) => ({ path, environment: "dev" })) } },
});
const gitlab = pipelines("platform/infrastructure");
const workloads = [{ name: "api", vault: true }];

describe("what teams have in Vault", () => {
  it.each<[what: string, settings: Record<string, unknown>, message: string]>([
    [
      "databases without a Vault",
      { ...none, ...team({ databases: [database] }) },
      "platform:teams[0].databases must be empty while vault.distribution is none, got 1; remove it, or set vault.distribution",
    ],
    [
      "pipelines without a Vault",
      { ...none, ...team({ pipelines: [{ project: "payments/api" }] }) },
      "platform:teams[0].pipelines must be empty while vault.distribution is none, got 1; remove it, or set vault.distribution",
    ],
    [
      "a workload that signs in without a Vault",
      { ...none, ...team({ namespaces: [{ name: "payments", workloads }] }) },
      "platform:teams[0].namespaces[0].workloads[0].vault must be false while vault.distribution is none, got true; remove it, or set vault.distribution",
    ],
    [
      "a workload of the environment that signs in",
      { environments: [{ name: "dev", workloads }] },
      "platform:environments[0].workloads[0].vault must be false outside of teams' namespaces, because secrets in Vault belong to a team, got true; remove it, or move the workload to a team",
    ],
    [
      "a team with the platform's name",
      { teams: [{ name: "platform" }] },
      'platform:teams[0].name must not be platform while there is a Vault, because the platform\'s own secrets are under that name, got "platform"; choose another name',
    ],
    [
      "pipelines of teams while Vault trusts no GitLab",
      team({ pipelines: [{ project: "payments/api" }] }),
      "platform:teams[0].pipelines must be empty while vault.pipelines is not set, because Vault trusts no GitLab, got 1; set vault.pipelines, or remove it",
    ],
    [
      "two projects that deploy the platform",
      pipelines("platform/infrastructure", "platform/other"),
      'platform:vault.pipelines.projects[1].path must be the only one, because one project deploys all of a stack, got "platform/other"; remove it',
    ],
    [
      "the same project twice",
      { ...gitlab, ...team({ pipelines: [{ project: "payments/api" }, { project: "Payments/api", ref: "next" }] }) },
      'platform:teams[0].pipelines[1].project must be named once for an environment, but platform:teams[0].pipelines[0].project is the same project, got "Payments/api"; remove one',
    ],
    [
      "a project without its group",
      { ...gitlab, ...team({ pipelines: [{ project: "api" }] }) },
      'platform:teams[0].pipelines[0].project must be the full path of a project, got "api"; write for example payments/api',
    ],
    [
      "a pattern of branches",
      { ...gitlab, ...team({ pipelines: [{ project: "payments/api", ref: "release-*" }] }) },
      'platform:teams[0].pipelines[0].ref must be one branch, without a pattern, got "release-*"; write for example main',
    ],
    [
      "a database of another environment",
      team({ databases: [{ ...database, environment: "production" }] }),
      'platform:teams[0].databases[0].environment must be an environment of this stack (dev), got "production"; write one of them, or add it to platform:environments',
    ],
    [
      "a database of no environment, where there are two",
      { environments: [{ name: "dev" }, { name: "staging" }], ...team({ databases: [database] }) },
      "platform:teams[0].databases[0].environment must be set, because the stack carries several environments (dev, staging); write one of them",
    ],
    [
      "two databases of one name",
      team({ databases: [database, database] }),
      'platform:teams[0].databases[1].name must be unique, but platform:teams[0].databases[0].name has it too, got "orders"; rename one',
    ],
    [
      "two roles of one name",
      team({ databases: [{ ...database, roles: [...database.roles, ...database.roles] }] }),
      'platform:teams[0].databases[0].roles[1].name must be unique, but platform:teams[0].databases[0].roles[0].name has it too, got "app"; rename one',
    ],
    [
      "a role that could end the statement",
      team({ databases: [{ ...database, roles: [{ name: "app", memberOf: 'a"; DROP' }] }] }),
      'platform:teams[0].databases[0].roles[0].memberOf must be at most 63 of a-z, 0-9 and "_", and not begin with a digit, got "a\\"; DROP"; write for example payments_app',
    ],
    [
      "credentials for more than a day",
      team({ databases: [{ ...database, roles: [{ ...database.roles[0], maxTtlMinutes: 1441 }] }] }),
      "platform:teams[0].databases[0].roles[0].maxTtlMinutes must be at most 1440, a day (minutes), got 1441; write 1440",
    ],
    [
      "credentials that outlive their longest life",
      team({ databases: [{ ...database, roles: [{ ...database.roles[0], ttlMinutes: 60, maxTtlMinutes: 30 }] }] }),
      "platform:teams[0].databases[0].roles[0].ttlMinutes must be at most maxTtlMinutes (30), got 60; lower it",
    ],
    [
      "a file with no certificate",
      team({ databases: [{ ...database, caFile: "package.json" }] }),
      'platform:teams[0].databases[0].caFile must be a file with certificates in PEM, and no key, got "package.json"; correct the path; the provider of the database publishes its CA',
    ],
  ])("fails for %s", (_, settings, message) => {
    expect(messageFor(settings)).toBe(`the configuration of stack dev has a mistake:\n  ${message}`);
  });

  it("takes databases, pipelines and workloads that sign in", () => {
    const namespaces = [{ name: "payments", workloads }];
    const settings = { ...gitlab, ...team({ namespaces, databases: [database], pipelines: [{ project: "a/b.c" }] }) };
    expect(messageFor(settings)).toBe("no mistake");
  });
});
