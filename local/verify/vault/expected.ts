import type { DeclaredVault } from "./declared";

/** What Vault may answer for a path. */
export const capabilities = ["create", "read", "update", "patch", "delete", "list", "sudo"] as const;
export type Capability = (typeof capabilities)[number];

/** Whose token it is. */
export interface Holder {
  kind: "workload" | "pipeline" | "person";
  team: string;
  environment: string;
}

/** One path and what it is for. */
export interface Place {
  path: string;
  /** The owner; absent for what no team owns. */
  team?: string;
  environment?: string;
  kind: "data" | "metadata" | "delete" | "undelete" | "destroy" | "encrypt" | "decrypt" | "nobody";
}

/** The secret that checks write and read, below each team's path. */
export const probe = "platform-verify";

/** Paths on which every identity is tried: each team's, each environment's, and what only administrators reach. */
export function placesOf({ environments, teams }: DeclaredVault): Place[] {
  const owners = [...teams.map(({ name }) => name), "platform", "nobody-declared-this"];
  const stores = environments.flatMap((environment) =>
    owners.flatMap((team) =>
      (["data", "metadata", "delete", "undelete", "destroy"] as const).map((kind): Place => ({
        path: `${environment}/${kind}/${team}/${probe}`,
        team,
        environment,
        kind,
      })),
    ),
  );
  const keys = environments.flatMap((environment) =>
    teams.flatMap(({ name: team }) =>
      (["encrypt", "decrypt"] as const).map((kind): Place => ({
        path: `transit/${kind}/${team}.${environment}`,
        team,
        environment,
        kind,
      })),
    ),
  );
  return [...stores, ...keys, ...closed.map((path): Place => ({ path, kind: "nobody" }))];
}

/** What no team may touch. */
const closed = [
  "another-environment/data/platform/x",
  "sys/mounts/x",
  "sys/auth/x",
  "sys/policies/acl/x",
  "sys/audit",
  "sys/seal",
  "sys/raw/x",
  "sys/storage/raft/snapshot",
  "auth/token/create",
  "auth/kubernetes/config",
  "auth/kubernetes/role/x",
  "auth/gitlab/role/x",
  "identity/group/name/x",
  "pki/issue/internal",
  "pki/sign/internal",
  "pki-root/root/sign-intermediate",
  "transit/keys/x",
  "transit/export/encryption-key/x",
  "database/config/x",
  "database/creds/x",
];

/** What a place lets its own team's workloads and pipelines do. */
const ofOwners: Record<Place["kind"], Capability[]> = {
  data: ["read"],
  metadata: ["read", "list"],
  delete: [],
  undelete: [],
  destroy: [],
  encrypt: ["update"],
  decrypt: ["update"],
  nobody: [],
};

/** What it lets the team's people do. */
const ofPeople: Record<Place["kind"], Capability[]> = {
  data: ["create", "read", "update", "patch", "delete"],
  metadata: ["create", "read", "update", "patch", "delete", "list"],
  delete: ["update"],
  undelete: ["update"],
  destroy: ["update"],
  encrypt: [],
  decrypt: [],
  nobody: [],
};

/** Whatever is not listed must be denied. */
export function expectedAt({ kind, team, environment }: Holder, place: Place): Capability[] {
  if (place.team !== team || place.environment !== environment) return [];
  return (kind === "person" ? ofPeople : ofOwners)[place.kind];
}
