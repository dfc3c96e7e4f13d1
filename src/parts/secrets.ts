import type * as pulumi from "@pulumi/pulumi";
import * as vaultSdk from "@pulumi/vault";
import type { Certificates } from "../../components/certificates";
import { ExternalSecrets, externalSecretsAccount, platformSecrets } from "../../components/external-secrets";
import type { PlatformSecrets } from "../../components/lib/external-secret";
import type { Publishing } from "../../components/lib/public-service";
import { snapshotsAccount, Vault } from "../../components/vault";
import { VaultClients } from "../../components/vault-clients";
import { certManagerPart, externalSecretsPart, snapshotsPart, VaultConfig } from "../../components/vault-config";
import { charts as pins } from "../versions";
import type { Context } from "./context";
import { logEntries } from "./logs";
import { everyNamespaceOf } from "./tenants";

export interface SecretsNeeds {
  certificates: Certificates;
  publishing?: Publishing;
  /** What makes room for pods, and volumes. */
  addOns: pulumi.Resource[];
}

/** Vault, and what brings its secrets to charts. */
export function secrets(
  context: Context,
  { certificates, publishing, addOns }: SecretsNeeds,
): { vault?: Vault; platformSecrets?: PlatformSecrets } {
  const { config, cluster, charts, images, inCluster } = context;
  if (!config.vault) return {};
  const { peers } = config;
  const { caIssuer } = certificates;
  const vault = new Vault(
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
      caIssuer,
      governed: everyNamespaceOf(config).map(({ name }) => name),
      clients: [externalSecretsAccount, ...config.vault.clients],
      publishing,
    },
    { ...inCluster, dependsOn: addOns },
  );
  const { environments, ownEnvironment, inClusterAddress: address } = config.vault;
  const externalSecrets = new ExternalSecrets(
    "external-secrets",
    { environments, address, pin: pins.externalSecrets, charts, peers, caIssuer },
    { ...inCluster, dependsOn: vault.ready }, // which the stores name
  );
  return { vault, platformSecrets: platformSecrets(ownEnvironment, address, externalSecrets) };
}

/** What Vault holds and who may what, once it is initialised. @param teams whose pods ask it */
export function vaultConfiguration(
  { config, cluster, inCluster }: Context,
  { vault, certificates, teams }: { vault?: Vault; certificates: Certificates; teams: pulumi.Resource[] },
): void {
  if (!config.vaultConfig) return;
  // Its token comes from the environment alone (VAULT_TOKEN).
  const provider = new vaultSdk.Provider("vault-provider", { address: config.vaultConfig.address });
  const parts = [
    certManagerPart(cluster.identities.certManager),
    externalSecretsPart(externalSecretsAccount, config.vaultConfig.environments, logEntries(config)),
    ...(config.vault?.snapshots ? [snapshotsPart(snapshotsAccount)] : []),
  ];
  new VaultConfig(
    "vault-config",
    { ...config.vaultConfig, parts },
    { providers: [provider], dependsOn: vault?.ready }, // which it is about
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
