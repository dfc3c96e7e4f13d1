import { createHash } from "node:crypto";

export interface AzurePlace {
  clusterName: string;
  subscriptionId: string;
}

/** The resource group has the cluster's name. */
export function resourceId({ clusterName, subscriptionId }: AzurePlace, type: string, name: string): string {
  return `/subscriptions/${subscriptionId}/resourceGroups/${clusterName}/providers/${type}/${name}`;
}

/**
 * A name for what has one space of names for all of Azure: at most 24 letters, digits and hyphens, the same at every run.
 * @param hyphens false for storage accounts, which allow none
 */
export function globalName({ clusterName, subscriptionId }: AzurePlace, purpose: string, hyphens: boolean): string {
  const hash = createHash("sha256").update(`${subscriptionId}/${clusterName}/${purpose}`).digest("hex").slice(0, 8);
  const readable = hyphens ? clusterName : clusterName.replaceAll("-", "");
  return `${readable.replace(/-+/g, "-").slice(0, 14).replace(/-$/, "")}${hyphens ? "-" : ""}${hash}`;
}

/** Names of role assignments are UUIDs: this one is the same at every run. */
export function assignmentName(...parts: string[]): string {
  const hex = createHash("sha256").update(parts.join("\n")).digest("hex");
  // Version 8 of RFC 9562: a UUID whose bits are the maker's own.
  const variant = ((parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-");
}

/** Roles that Azure defines, by the UUID that is theirs everywhere. */
export const builtInRoles = {
  aksClusterAdmin: "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
  blobDataContributor: "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
  dnsZoneContributor: "befefa01-2a29-4197-83a8-272ff33ce314",
  keyVaultContributor: "f25e0fa2-a7c8-4377-a976-54943a77a395",
  keyVaultCryptoUser: "12338af0-0e69-4776-bea7-57ae8d297424",
  keyVaultEncryptionUser: "e147488a-f6f5-4113-8e2d-b22465e65bf6",
  networkContributor: "4d97b98b-1d4f-4787-a291-c67834d212e7",
  reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
} as const;

export type BuiltInRole = keyof typeof builtInRoles;
