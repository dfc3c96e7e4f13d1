import type { Body, VaultClient } from "../client";
import { differences } from "../compare";
import { fieldsOf, textOf, type Kind } from "../kind";

const tuned: Record<string, string> = {
  defaultLeaseTtlSeconds: "default_lease_ttl",
  maxLeaseTtlSeconds: "max_lease_ttl",
  listingVisibility: "listing_visibility",
  auditNonHmacRequestKeys: "audit_non_hmac_request_keys",
  auditNonHmacResponseKeys: "audit_non_hmac_response_keys",
  allowedResponseHeaders: "allowed_response_headers",
  passthroughRequestHeaders: "passthrough_request_headers",
};
/** Settled when it is mounted. */
const fixed = ["type", "local", "seal_wrap", "external_entropy_access"];

/** A secrets engine. */
export const mount: Kind = mounted("mounts", (inputs) => ({
  ...fieldsOf(inputs, ["path", "forceNoCache", ...Object.keys(tuned)]),
  config: Object.fromEntries(
    Object.entries(tuned)
      .filter(([key]) => inputs[key] !== undefined)
      .map(([key, field]) => [field, inputs[key]]),
  ),
}));

/** A way to sign in. */
export const authBackend: Kind = mounted("auth", (inputs) => ({
  ...fieldsOf(inputs, ["path", "tune", "disableRemount"]),
  config: tuneOf(inputs),
}));

/** Of a resource that carries its mount's settings as `tune`. */
export function tuneOf({ tune }: Body): Body {
  const first: unknown = Array.isArray(tune) ? tune[0] : tune;
  return first === undefined || first === null ? {} : fieldsOf(first as Body, []);
}

/** Mounts below `sys/mounts` or `sys/auth`; where no path is given it is the type. */
export function mounted(collection: "mounts" | "auth", desired: (inputs: Body) => Body): Kind {
  const path = (inputs: Body) => `sys/${collection}/${textOf(inputs, "path", textOf(inputs, "type"))}`;
  return {
    path,
    desired,
    current: async (client, inputs) => {
      const found = await client.find(path(inputs));
      return found && { ...found, config: await client.get(`${path(inputs)}/tune`) };
    },
    write: async (client, inputs, { desired: wanted, current, fields }) => {
      if (!current) {
        await client.request("POST", path(inputs), wanted);
        return;
      }
      const unchangeable = fields.filter((field) => fixed.includes(field));
      if (unchangeable.length > 0) {
        throw new Error(`${unchangeable.join(", ")} cannot be changed; give it another path, or delete it by hand`);
      }
      const { config, description, options } = wanted as { config: Body; description?: unknown; options?: unknown };
      await client.post(`${path(inputs)}/tune`, { ...config, description, options });
    },
    outputs: async (client, inputs) => ({ accessor: await accessorOf(client, path(inputs)) }),
    id: (_, inputs) => textOf(inputs, "path", textOf(inputs, "type")),
  };
}

export async function accessorOf(client: VaultClient, path: string): Promise<string> {
  const { accessor } = (await client.get(path)) as { accessor: string };
  return accessor;
}

/** OIDC and JWT: the mount with its configuration, which is one resource. */
export const jwtBackend: Kind = {
  ...mounted("auth", (inputs) => ({
    type: inputs["type"] ?? "jwt",
    description: inputs["description"],
    config: tuneOf(inputs),
    settings: fieldsOf(inputs, [...ofMount, "oidcClientSecretWo", "oidcClientSecretWoVersion", "namespaceInState"]),
  })),
  path: (inputs) => `sys/auth/${pathOf(inputs)}`,
  current: async (client, inputs) => {
    const path = pathOf(inputs);
    const found = await client.find(`sys/auth/${path}`);
    if (!found) return undefined;
    const config = await client.get(`sys/auth/${path}/tune`);
    return { ...found, config, settings: (await client.find(`auth/${path}/config`)) ?? {} };
  },
  write: async (client, inputs, { desired, current, fields }) => {
    const { settings, ...mounting } = desired as { settings: Body; config: Body; description?: string };
    const path = pathOf(inputs);
    if (!current) await client.request("POST", `sys/auth/${path}`, mounting);
    else if (fields.some((field) => field !== "settings")) {
      await client.post(`sys/auth/${path}/tune`, { ...mounting.config, description: mounting.description });
    }
    const before = (current?.["settings"] ?? {}) as Body;
    if (!current || fields.includes("settings") || differences(settings, before).length > 0) {
      await client.post(`auth/${path}/config`, settings);
    }
  },
  outputs: async (client, inputs) => ({ accessor: await accessorOf(client, `sys/auth/${pathOf(inputs)}`) }),
  id: (_, inputs) => pathOf(inputs),
  secret: ["settings.oidc_client_secret"],
};

const ofMount = ["path", "type", "description", "tune", "local", "disableRemount"];

function pathOf(inputs: Body): string {
  return textOf(inputs, "path", textOf(inputs, "type", "jwt"));
}
