import type * as pulumi from "@pulumi/pulumi";
import type { GeneratedPassword } from "../lib/vault-passwords";
import { logUsers, platformUsers, userSecret } from "./users";

/** Entry in Vault with a team's password for Kibana, below the team's own path. */
export const teamEntry = "kibana";

/** Entry with the password of one of the platform's own users. */
const userEntry = (user: string) => `elasticsearch-${user}`;

/** What Grafana needs to read the platform's own logs. */
export const grafanaPassword = { entry: userEntry(platformUsers.grafana), key: "password" };

/** A password for each user. Elastic's operator reads who has which role from the same Secret. */
export function logPasswords(namespace: pulumi.Input<string>, teams: string[]): GeneratedPassword[] {
  return logUsers(teams).map(({ name, team }) => ({
    component: team === undefined ? userEntry(name) : teamEntry,
    owner: team,
    key: "password",
    secret: { namespace, name: userSecret(name) },
    plain: { username: name, roles: name },
  }));
}
