import type { ClusterArgs } from "../../components/cluster";
import type { Settings } from "../settings";
import { awsZones } from "../settings/addresses";
import { stackBudgetUsd } from "../settings/budget";
import { usesExternalDns } from "../settings/zones";
import { eksAddOns, kubernetesVersion } from "../versions";

type Kind<K extends Settings["cluster"]["kind"]> = Extract<Settings["cluster"], { kind: K }>;

/** The cluster that the settings describe. */
export function clusterArgs(stack: string, settings: Settings): ClusterArgs {
  const { cluster } = settings;
  switch (cluster.kind) {
    case "existing": {
      const { kind, kubeconfig, context, rawBlockClass, identities, dns } = cluster;
      return { kind, kubeconfig, context, rawBlockClass, identities, dns };
    }
    case "aws":
      return { ...cluster, ...created(stack, settings), ...aws(cluster, settings) };
    case "azure":
      return { ...cluster, ...created(stack, settings), ...azure(settings) };
  }
}

/** What clusters of every cloud have in common. */
function created(stack: string, settings: Settings) {
  const { cluster, environments, storage, cost } = settings;
  return {
    clusterName: (cluster.kind === "existing" ? undefined : cluster.name) ?? `platform-${stack}`,
    kubernetesVersion,
    // What is only for trying things out may be thrown away.
    protect: environments.some(({ name }) => name !== "dev"),
    defaultStorageClass: storage.kind === "none",
    externalDns: usesExternalDns(settings),
    budget: { monthlyBudgetUsd: stackBudgetUsd(settings), budgetEmails: cost.budgetEmails },
  };
}

function aws({ region, network }: Kind<"aws">, { environments, backup, signIn, access }: Settings) {
  const { issuer, groupsClaim, clients } = signIn;
  const production = environments.some(({ name }) => name === "production");
  const natGateways = network.natGateways ?? (production ? ("per-zone" as const) : ("single" as const));
  return {
    addOnVersions: eksAddOns,
    network: { ...network, zones: awsZones(region, network.zones), natGateways },
    backup: backup.kind === "velero" ? { region: backup.region!, lockDays: backup.lockDays } : undefined,
    signIn:
      clients.headlamp === undefined
        ? undefined
        : { issuer, clientId: clients.headlamp, groupsClaim, prefix: access.groupPrefix },
  };
}

function azure({ backup, ingress }: Settings) {
  const entry = ingress.kind === "nginx" && ingress.public.enabled ? ingress.public : undefined;
  return {
    clients: entry && (entry.sourceRanges.length > 0 ? entry.sourceRanges : ["Internet"]),
    backup: backup.kind === "velero" ? { location: backup.region!, lockDays: backup.lockDays } : undefined,
  };
}
