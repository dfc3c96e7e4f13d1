import { parseConfig, type PlatformConfig } from "../../src/config";

/** What a configuration needs at least of an existing cluster. */
export const apiServer = { cidrs: ["192.0.2.10/32"] };
export const existingCluster = { kind: "existing", context: "here", network: { apiServer } };

/** The whole message for settings that are added to a configuration with nothing wrong. */
export function messageFor(settings: Record<string, unknown>, stack = "dev"): string {
  const raw = Object.entries({ cluster: existingCluster, ...settings }).map(([key, value]) => [
    `platform:${key}`,
    typeof value === "string" ? value : JSON.stringify(value),
  ]);
  try {
    parseConfig(stack, Object.fromEntries(raw) as Record<string, string>);
  } catch (error) {
    return (error as Error).message;
  }
  return "no mistake";
}

/** Settings of a stack as the engine hands them over. */
export function parse(settings: Record<string, unknown>, stack = "staging"): PlatformConfig {
  const raw = Object.entries(settings).map(([key, value]) => [`platform:${key}`, JSON.stringify(value)]);
  return parseConfig(stack, Object.fromEntries(raw) as Record<string, string>);
}

const id = "00000000-0000-0000-0000-000000000001";

/** What a configuration needs at least of a cluster on AWS or Azure. */
export const awsCluster = {
  kind: "aws",
  region: "eu-central-1",
  accountId: "111122223333",
  admins: ["arn:aws:iam::111122223333:role/admins"],
};
export const azureCluster = { kind: "azure", location: "westeurope", subscriptionId: id, tenantId: id, admins: [id] };

/** Everything that a cluster can have. */
export const full = {
  aws: {
    environments: [{ name: "staging", domain: "example.com" }],
    cluster: { ...awsCluster, hostedZones: ["Z0123456789"], nodePools: { storage: {} } },
    storage: { kind: "rook" },
    backup: { kind: "velero", region: "eu-west-1" },
  },
  azure: {
    environments: [{ name: "staging", domain: "example.com" }],
    cluster: {
      ...azureCluster,
      dnsZones: [`/subscriptions/${id}/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com`],
      nodePools: { storage: {} },
    },
    storage: { kind: "rook" },
    backup: { kind: "velero", region: "northeurope" },
  },
};
