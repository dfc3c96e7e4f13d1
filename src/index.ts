import { Access } from "../components/access";
import { Backup } from "../components/backup";
import { CertManager } from "../components/cert-manager";
import { createCluster } from "../components/cluster";
import { Environment } from "../components/environment";
import { chartSettings } from "../components/lib/chart-settings";
import { Mesh } from "../components/mesh";
import { Storage } from "../components/storage";
import { Team } from "../components/team";
import { loadConfig } from "./config";
import { charts as pins, images } from "./versions";

const config = loadConfig();
const { peers } = config;
const charts = chartSettings(config.charts);

const cluster = createCluster("cluster", config.cluster);
const inCluster = { providers: [cluster.provider] };

new Access("access", { groups: config.access }, inCluster);

const mesh = config.mesh && new Mesh("mesh", { ...config.mesh, pins, charts, peers }, inCluster);
const meshReady = mesh?.ready;

const certManager = new CertManager(
  "cert-manager",
  { pin: pins.certManager, charts, peers, identity: cluster.identities.certManager },
  inCluster,
);
const addOns = cluster.installAddOns({ pins, charts, peers, certManager });

if (config.storage) {
  new Storage(
    "storage",
    { ...config.storage, pins, cephImage: images.ceph, charts, peers, rawBlockClass: cluster.rawBlockClass },
    { ...inCluster, dependsOn: addOns }, // the autoscaler makes room
  );
}
if (config.backup) {
  const { velero: identity } = cluster.identities;
  const store = config.backup.store ?? cluster.backupStore!;
  new Backup(
    "backup",
    { ...config.backup, pin: pins.velero, pluginImages: images.veleroPlugin, charts, peers, identity, store },
    { ...inCluster, dependsOn: addOns },
  );
}

const teamNamespaces = config.teams.flatMap((team) => team.namespaces);
const everyNamespace = [...config.environments, ...teamNamespaces];

const environments = config.environments.map(
  (namespace) =>
    new Environment(
      namespace.name,
      { namespace, developers: config.access.developers, peers, everyNamespace, meshReady },
      inCluster,
    ),
);

const teams = config.teams.map(
  ({ name, groups, namespaces }) =>
    new Team(`team-${name}`, { team: name, groups, namespaces, peers, everyNamespace, meshReady }, inCluster),
);

/** How to reach a cluster that the program made: `pulumi stack output kubeconfig`; holds no secret. */
export const kubeconfig = cluster.kubeconfig;
/** The environments' shared namespaces. */
export const environmentNamespaces = environments.map((environment) => environment.namespace);
/** Every team's namespaces. */
export const namespacesByTeam = Object.fromEntries(config.teams.map((team, i) => [team.name, teams[i]!.namespaces]));
