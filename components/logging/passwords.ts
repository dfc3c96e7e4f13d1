import type * as pulumi from "@pulumi/pulumi";
import type { GeneratedPassword } from "../lib/vault-passwords";
import { logUsers, userSecret } from "./users";

/** Entry in Vault with a team's password for Kibana, below the team's own path. */
export const teamEntry = "kibana";

/** A password for each user. Elastic's operator reads who has which role from the same Secret. */
export function logPasswords(namespace: pulumi.Input<string>, teams: string[]): GeneratedPassword[] {
  return logUsers(teams).map(({ name, team }) => ({
    component: team === undefined ? `elasticsearch-${name}` : teamEntry,
    owner: team,
    key: "password",
    secret: { namespace, name: userSecret(name) },
    plain: { username: name, roles: name },
  }));
}
