import type * as pulumi from "@pulumi/pulumi";
import { Environment } from "../../components/environment";
import type { Tenant } from "../../components/flux/args";
import type { Publishing } from "../../components/lib/public-service";
import { Team } from "../../components/team";
import type { PlatformConfig } from "../config";
import type { Context } from "./context";

/** Every namespace that a team or an environment owns. */
export function everyNamespaceOf({ environments, teams }: PlatformConfig) {
  return [...environments, ...teams.flatMap((team) => team.namespaces)];
}

/** What was made of the configuration's environments and teams, in their order. */
export interface Owners<T> {
  environments: T[];
  teams: T[];
}

/** Whose namespaces a tenant deploys into: all others it need not wait for. */
export function ownerOf<T>(
  { team, environment }: Pick<Tenant, "team" | "environment">,
  { environments, teams }: { environments: { name: string }[]; teams: { name: string }[] },
  made: Owners<T>,
): T {
  const named = (name: string) => (each: { name: string }) => each.name === name;
  return team === undefined
    ? made.environments[environments.findIndex(named(environment))]!
    : made.teams[teams.findIndex(named(team))]!;
}

/** The namespaces of environments and teams, with all that belongs to them. */
export function tenants(
  { config, inCluster }: Context,
  shared: { publishing?: Publishing; meshReady?: pulumi.Resource[] },
) {
  const given = { ...shared, peers: config.peers, everyNamespace: everyNamespaceOf(config) };
  const environments = config.environments.map(
    (namespace) =>
      new Environment(namespace.name, { namespace, developers: config.access.developers, ...given }, inCluster),
  );
  const teams = config.teams.map(
    ({ name, groups, namespaces }) => new Team(`team-${name}`, { team: name, groups, namespaces, ...given }, inCluster),
  );
  return { environments, teams };
}
