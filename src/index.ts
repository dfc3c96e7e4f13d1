import { Access } from "../components/access";
import { createCluster } from "../components/cluster";
import { Environment } from "../components/environment";
import { Team } from "../components/team";
import { loadConfig } from "./config";

const config = loadConfig();

const cluster = createCluster("cluster", config.cluster);
const inCluster = { providers: [cluster.provider] };

new Access("access", { groups: config.access }, inCluster);

const teamNamespaces = config.teams.flatMap((team) => team.namespaces);
const everyNamespace = [...config.environments, ...teamNamespaces];

const environments = config.environments.map(
  (namespace) =>
    new Environment(
      namespace.name,
      { namespace, developers: config.access.developers, peers: config.peers, everyNamespace },
      inCluster,
    ),
);

const teams = config.teams.map(
  ({ name, groups, namespaces }) =>
    new Team(`team-${name}`, { team: name, groups, namespaces, peers: config.peers, everyNamespace }, inCluster),
);

/** The environments' shared namespaces. */
export const environmentNamespaces = environments.map((environment) => environment.namespace);
/** Every team's namespaces. */
export const namespacesByTeam = Object.fromEntries(config.teams.map((team, i) => [team.name, teams[i]!.namespaces]));
