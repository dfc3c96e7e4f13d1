import * as vaultSdk from "@pulumi/vault";
import { Access } from "../components/access";
import { Backup } from "../components/backup";
import { CertManager } from "../components/cert-manager";
import { Certificates } from "../components/certificates";
import { createCluster } from "../components/cluster";
import { Environment } from "../components/environment";
import { ExternalDns } from "../components/external-dns";
import { ExternalSecrets, externalSecretsAccount } from "../components/external-secrets";
import { Ingress } from "../components/ingress";
import { chartSettings } from "../components/lib/chart-settings";
import { Mesh } from "../components/mesh";
import { Storage } from "../components/storage";
import { Team } from "../components/team";
import { snapshotsAccount, Vault } from "../components/vault";
import { VaultClients } from "../components/vault-clients";
import { certManagerPart, externalSecretsPart, snapshotsPart, VaultConfig } from "../components/vault-config";
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

const certificates = new Certificates(
  "certificates",
  {
    ...config.certificates,
    zones: cluster.dns,
    account: cluster.identities.certManager,
    await: config.charts.await,
    ready: certManager.ready,
  },
  inCluster,
);
const ingress =
  config.ingress &&
  new Ingress(
    "ingress",
    {
      ...config.ingress,
      pin: pins.nginxIngress,
      charts,
      peers,
      meshReady,
      loadBalancer: (needs) => cluster.loadBalancer(needs),
    },
    { ...inCluster, dependsOn: [...addOns, ...certificates.ready] }, // load balancers and certificates
  );
if (config.dns) {
  const { externalDns: identity } = cluster.identities;
  new ExternalDns(
    "external-dns",
    { ...config.dns, pin: pins.externalDns, charts, peers, identity, zones: cluster.dns! },
    { ...inCluster, dependsOn: ingress!.ready }, // whose load balancers the records name
  );
}

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
const publishing = config.ingress && {
  published: config.published,
  controllers: peers.ingressController,
  mesh: peers.mesh,
  http01: config.certificates.acme?.challenge === "http01",
  await: config.charts.await,
  ready: [...certificates.ready, ...ingress!.ready, ...(meshReady ?? [])],
};
const everyNamespace = [...config.environments, ...teamNamespaces];

const vault =
  config.vault &&
  new Vault(
    "vault",
    {
      ...config.vault,
      pin: pins[config.vault.distribution],
      image: images.vault[config.vault.distribution],
      charts,
      peers,
      identity: cluster.identities.vault,
      seal: cluster.vaultSeal,
      databases: config.vaultConfig?.teams.flatMap((team) => team.databases),
      caIssuer: certificates.caIssuer,
      governed: everyNamespace.map(({ name }) => name),
      clients: [externalSecretsAccount, ...config.vault.clients],
      publishing,
    },
    { ...inCluster, dependsOn: addOns }, // room, and volumes
  );
if (config.vault) {
  const { environments, inClusterAddress: address } = config.vault;
  new ExternalSecrets(
    "external-secrets",
    { environments, address, pin: pins.externalSecrets, charts, peers, caIssuer: certificates.caIssuer },
    { ...inCluster, dependsOn: vault!.ready }, // which the stores name
  );
}

const environments = config.environments.map(
  (namespace) =>
    new Environment(
      namespace.name,
      { namespace, developers: config.access.developers, peers, everyNamespace, publishing, meshReady },
      inCluster,
    ),
);

const teams = config.teams.map(
  ({ name, groups, namespaces }) =>
    new Team(
      `team-${name}`,
      { team: name, groups, namespaces, peers, everyNamespace, publishing, meshReady },
      inCluster,
    ),
);

if (config.vaultConfig) {
  // Its token comes from the environment alone (VAULT_TOKEN).
  const provider = new vaultSdk.Provider("vault-provider", { address: config.vaultConfig.address });
  const parts = [
    certManagerPart(cluster.identities.certManager),
    externalSecretsPart(externalSecretsAccount, config.vaultConfig.environments),
    ...(config.vault?.snapshots ? [snapshotsPart(snapshotsAccount)] : []),
  ];
  new VaultConfig(
    "vault-config",
    { ...config.vaultConfig, parts },
    { providers: [provider], dependsOn: vault!.ready }, // which it is about
  );
  const clients = config.vaultConfig.teams.flatMap((team) => team.namespaces);
  new VaultClients(
    "vault-clients",
    {
      namespaces: clients.filter(({ serviceAccounts }) => serviceAccounts.length > 0).map(({ name }) => name),
      caIssuer: certificates.caIssuer,
    },
    { ...inCluster, dependsOn: teams }, // whose namespaces they are
  );
}

/** How to reach a cluster that the program made: `pulumi stack output kubeconfig`; holds no secret. */
export const kubeconfig = cluster.kubeconfig;
/** The environments' shared namespaces. */
export const environmentNamespaces = environments.map((environment) => environment.namespace);
/** Every team's namespaces. */
export const namespacesByTeam = Object.fromEntries(config.teams.map((team, i) => [team.name, teams[i]!.namespaces]));
