import type { Body } from "../client";
import { differences } from "../compare";
import { fieldsOf, textOf, type Kind } from "../kind";

/** One path that holds one object. */
function at(path: (inputs: Body) => string, without: string[], renamed?: Record<string, string>): Kind {
  return { path, desired: (inputs) => fieldsOf(inputs, without, renamed) };
}

export const policy: Kind = at((inputs) => `sys/policies/acl/${textOf(inputs, "name")}`, ["name"]);
export const rateLimit: Kind = at((inputs) => `sys/quotas/rate-limit/${textOf(inputs, "name")}`, ["name"]);
export const leaseCount: Kind = at((inputs) => `sys/quotas/lease-count/${textOf(inputs, "name")}`, ["name"]);

/** Any path of the API; what it holds is written as JSON. */
export const endpoint: Kind = {
  path: (inputs) => textOf(inputs, "path"),
  desired: (inputs) => JSON.parse(textOf(inputs, "dataJson", "{}")) as Body,
};

export const kubernetesConfig: Kind = {
  ...at((inputs) => `auth/${textOf(inputs, "backend", "kubernetes")}/config`, ["backend"], {
    disableIssValidation: "disable_iss_validation",
  }),
  secret: ["token_reviewer_jwt"],
  kept: true, // It goes with its mount.
};

export const kubernetesRole: Kind = at(
  (inputs) => `auth/${textOf(inputs, "backend", "kubernetes")}/role/${textOf(inputs, "roleName")}`,
  ["backend", "roleName"],
);

export const jwtRole: Kind = {
  path: (inputs) => `auth/${textOf(inputs, "backend", "jwt")}/role/${textOf(inputs, "roleName")}`,
  desired: (inputs) => ({
    ...fieldsOf(inputs, ["backend", "roleName", "disableBoundClaimsParsing", "boundClaims"]),
    bound_claims: boundClaims(inputs),
  }),
};

/** The provider makes a list of a value with commas, unless it is told not to. */
function boundClaims({ boundClaims: claims, disableBoundClaimsParsing }: Body): Body | undefined {
  if (typeof claims !== "object" || claims === null) return undefined;
  const split = (value: unknown) =>
    typeof value === "string" && value.includes(",") && disableBoundClaimsParsing !== true ? value.split(",") : value;
  return Object.fromEntries(Object.entries(claims).map(([claim, value]) => [claim, split(value)]));
}

export const pkiRole: Kind = at(
  (inputs) => `${textOf(inputs, "backend")}/roles/${textOf(inputs, "name")}`,
  ["backend", "name"],
  {
    organizationUnit: "ou",
    organizations: "organization",
    countries: "country",
    localities: "locality",
    provinces: "province",
    streetAddresses: "street_address",
    postalCodes: "postal_code",
    keyUsages: "key_usage",
    extKeyUsages: "ext_key_usage",
    policyIdentifier: "policy_identifiers",
  },
);

export const pkiUrls: Kind = {
  ...at((inputs) => `${textOf(inputs, "backend")}/config/urls`, ["backend"]),
  kept: true,
};

/** Fields of a key that its creation takes; the others belong to its configuration. */
const ofCreation = ["type", "derived", "convergent_encryption", "context", "parameter_set", "key_size"];

export const transitKey: Kind = {
  ...at((inputs) => `${textOf(inputs, "backend")}/keys/${textOf(inputs, "name")}`, ["backend", "name"]),
  kept: true, // What it encrypted would be lost with it.
  write: async (client, inputs, { desired, current, fields }) => {
    const path = transitKey.path(inputs);
    const part = (creation: boolean) =>
      Object.fromEntries(Object.entries(desired).filter(([key]) => ofCreation.includes(key) === creation));
    const fixed = fields.filter((field) => ofCreation.includes(field));
    if (current && fixed.length > 0)
      throw new Error(`${fixed.join(", ")} of a key cannot be changed; give it another name`);
    if (!current) await client.post(path, part(true));
    const configuration = part(false);
    if (differences(configuration, await client.get(path)).length > 0)
      await client.post(`${path}/config`, configuration);
  },
};

export const databaseRole: Kind = at(
  (inputs) => `${textOf(inputs, "backend")}/roles/${textOf(inputs, "name")}`,
  ["backend", "name"],
);

/** The options of the engine stand in a property of the engine's name. */
export const databaseConnection: Kind = {
  path: (inputs) => `${textOf(inputs, "backend")}/config/${textOf(inputs, "name")}`,
  desired: (inputs) => ({
    plugin_name: inputs["pluginName"] ?? "postgresql-database-plugin",
    allowed_roles: inputs["allowedRoles"],
    verify_connection: inputs["verifyConnection"],
    password_policy: inputs["passwordPolicy"],
    connection: fieldsOf((inputs["postgresql"] ?? {}) as Body, ["passwordWo", "passwordWoVersion"]),
  }),
  current: async (client, inputs) => {
    const found = await client.find(databaseConnection.path(inputs));
    return (
      found && { ...found, connection: found["connection_details"], verify_connection: inputs["verifyConnection"] }
    );
  },
  write: async (client, inputs, { desired }) => {
    const { connection, ...rest } = desired;
    await client.post(databaseConnection.path(inputs), { ...rest, ...(connection as Body) });
  },
  secret: ["connection.password"],
};
