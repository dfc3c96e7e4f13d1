import { Access } from "../components/access";
import { CertManager } from "../components/cert-manager";
import { createCluster } from "../components/cluster";
import { chartSettings } from "../components/lib/chart-settings";
import { Mesh } from "../components/mesh";
import { loadConfig } from "./config";
import { admission } from "./parts/admission";
import { alerts, notifications } from "./parts/alerts";
import { consoleCallers, consoles } from "./parts/consoles";
import { cost, costCallers } from "./parts/cost";
import { data } from "./parts/data";
import { delivery, fluxCallers } from "./parts/delivery";
import { gitlab } from "./parts/gitlab";
import { imageTrust } from "./parts/image-trust";
import { logs } from "./parts/logs";
import { monitoring, monitoringKinds } from "./parts/monitoring";
import { secrets, vaultConfiguration } from "./parts/secrets";
import { tenants } from "./parts/tenants";
import { traffic } from "./parts/traffic";
import { lockedImages } from "./resolve/images";
import { charts as pins } from "./versions";

const config = loadConfig();
const { peers } = config;
const baseCharts = chartSettings(config.charts);

const cluster = createCluster("cluster", config.cluster);
const inCluster = { providers: [cluster.provider] };
const monitors = monitoringKinds({ config, charts: baseCharts, inCluster });
const charts = { ...baseCharts, monitors };
const context = { config, cluster, charts, images: lockedImages(charts.lock), monitors, inCluster };

new Access("access", { groups: config.access }, inCluster);

const mesh = config.mesh && new Mesh("mesh", { ...config.mesh, pins, charts, peers }, inCluster);
const meshReady = mesh?.ready;

const certManager = new CertManager(
  "cert-manager",
  {
    pin: pins.certManager,
    charts,
    peers,
    identity: cluster.identities.certManager,
    signers: config.certificates,
  },
  inCluster,
);
const addOns = cluster.installAddOns({ pins, charts, peers, certManager });

const { certificates, publishing } = traffic(context, { certManager, addOns, meshReady });
data(context, addOns);
const { vault, platformSecrets } = secrets(context, { certificates, publishing, addOns });
const ready = [...addOns, ...(platformSecrets?.ready ?? [])];
const watching = monitoring(context, {
  certificates,
  ready,
  notifications: notifications(config),
  callers: [...consoleCallers(config), ...costCallers(config), ...fluxCallers(config)],
});
alerts(context, watching?.ready ?? []);
cost(context, { platformSecrets, ready });
logs(context, { certificates, platformSecrets, ready });
consoles(context, { publishing, platformSecrets, caIssuer: certificates.caIssuer, ready });
const judged = admission(context);
const { environments, teams } = tenants(context, { publishing, meshReady });
const verified = imageTrust(context, { platformSecrets, ready });
vaultConfiguration(context, { vault, certificates, teams });
const repository = gitlab(context, addOns);
delivery(context, {
  publishing,
  platformSecrets,
  tenants: { environments, teams },
  guards: [...judged, ...verified],
  repository,
});

/** How to reach a cluster that the program made: `pulumi stack output kubeconfig`; holds no secret. */
export const kubeconfig = cluster.kubeconfig;
/** The environments' shared namespaces. */
export const environmentNamespaces = environments.map((environment) => environment.namespace);
/** Every team's namespaces. */
export const namespacesByTeam = Object.fromEntries(config.teams.map((team, i) => [team.name, teams[i]!.namespaces]));
