import type { Resource } from "../rule";

/** Resources of a type such as `containerservice:ManagedCluster`, in whatever version of Azure's API. */
export function azureType(resources: readonly Resource[], name: string): Resource[] {
  return resources.filter(({ type }) => isAzure(type, name));
}

export function isAzure(type: string, name: string): boolean {
  const [provider, module = "", kind] = type.split(":");
  return provider === "azure-native" && `${module.split("/")[0]}:${kind}` === name;
}
