import type { Body, VaultClient } from "../client";
import { fieldsOf, textOf, type Kind } from "../kind";

const groupPath = (inputs: Body) => `identity/group/name/${textOf(inputs, "name")}`;

export const group: Kind = {
  path: groupPath,
  desired: (inputs) =>
    fieldsOf(inputs, ["name", "externalMemberEntityIds", "externalMemberGroupIds", "externalPolicies"]),
  outputs: async (client, inputs) => ({ id: (await client.get(groupPath(inputs)))["id"] }),
  id: ({ id }) => String(id),
};

/** The group that the sign-in provider knows by another name: Vault shows it as a part of the group. */
export const groupAlias: Kind = {
  path: (inputs) => `identity/group/id/${textOf(inputs, "canonicalId")}`,
  desired: (inputs) => fieldsOf(inputs, []),
  current: (client, inputs) => aliasOf(client, inputs),
  write: async (client, _, { desired, current }) => {
    const path = current ? `identity/group-alias/id/${String(current["id"])}` : "identity/group-alias";
    await client.post(path, desired);
  },
  outputs: async (client, inputs) => ({ id: (await aliasOf(client, inputs))?.["id"] }),
  id: ({ id }) => String(id),
  kept: true, // It goes with its group.
};

async function aliasOf(client: VaultClient, inputs: Body): Promise<Body | undefined> {
  const found = await client.find(groupAlias.path(inputs));
  const alias = found?.["alias"] as Body | null | undefined;
  return alias && Object.keys(alias).length > 0 ? alias : undefined;
}
