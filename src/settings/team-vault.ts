import { z } from "zod";
import { cidr } from "./network";
import { count, dnsLabel, dnsName, port } from "./text";

const identifier = (what: string, example: string) =>
  z
    .string()
    .regex(
      /^[a-z_][a-z0-9_]{0,62}$/,
      `must be at most 63 of a-z, 0-9 and "_", and not begin with a digit; write for example ${example}`,
    )
    .describe(what);

const databaseRole = z.strictObject({
  name: dnsLabel("Name of the role in Vault; unique in the database", "app"),
  memberOf: identifier("Role of the database whose rights the credentials have; it exists already", "payments_app"),
  ttlMinutes: count("How long a credential lives unless it is renewed (minutes)", 60),
  maxTtlMinutes: z
    .int()
    .min(1, "must be 1 or more (minutes); write for example 1440")
    .max(1440, "must be at most 1440, a day (minutes); write 1440")
    .default(1440)
    .describe("How long it lives at most (minutes)"),
});

/** One PostgreSQL server. Its password for Vault is entered in Vault by a person. */
export const databaseSettings = {
  name: dnsLabel("Name in Vault; unique in the team", "orders"),
  host: dnsName("Host of the server, which its certificate names", "orders.db.example.com"),
  port: port.default(5432).describe("Port of the server"),
  database: identifier("Name of the database", "orders"),
  cidr: cidr.describe("Addresses of the server, outside of the cluster, that Vault's pods may reach"),
  username: identifier("Vault's own user there, which may make roles and grant those of memberOf", "vault")
    .default("vault")
    .describe("Vault's own user there, which may make roles and grant those of memberOf"),
  caFile: z
    .string()
    .min(1, "must not be empty; write for example databases/orders-ca.pem")
    .optional()
    .describe(
      "PEM file, from the project's folder, with the CA that signed the server's certificate. Default: a public CA did",
    ),
  roles: z
    .array(databaseRole)
    .min(
      1,
      "must name at least one role, because Vault would make no credentials; write for example - { name: app, memberOf: orders_app }",
    )
    .describe("What credentials are for"),
};

/**
 * GitLab's own rule for paths, which has no two signs in a row: names of roles rely on that.
 * https://docs.gitlab.com/user/reserved_names/
 */
const projectPath = /^[A-Za-z0-9]+([_.-][A-Za-z0-9]+)*(\/[A-Za-z0-9]+([_.-][A-Za-z0-9]+)*)+$/;

/** A branch by its name. */
export const branchName = z
  .string()
  .regex(/^[\w./-]+$/, "must be one branch, without a pattern; write for example main");

/** One branch of one project. */
export const pipelineSettings = {
  project: z
    .string()
    .regex(projectPath, "must be the full path of a project; write for example payments/api")
    .describe("Full path of the project in GitLab"),
  ref: branchName.default("main").describe("The one protected branch whose pipelines may"),
};
