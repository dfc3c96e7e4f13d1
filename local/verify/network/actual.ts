import type { KubernetesClient, KubernetesObject } from "../../kubernetes";
import type { ActualNetwork } from "./matrix";
import type { NetworkPolicy } from "./types";

/** Reads all NetworkPolicies and the labels of all namespaces back from the API server. */
export async function actualNetwork(client: KubernetesClient): Promise<ActualNetwork> {
  const [policies, namespaces] = await Promise.all([
    client.get<{ items: NetworkPolicy[] }>("/apis/networking.k8s.io/v1/networkpolicies"),
    client.get<{ items: KubernetesObject[] }>("/api/v1/namespaces"),
  ]);
  return {
    policies: policies.items,
    namespaces: new Map(namespaces.items.map(({ metadata }) => [metadata.name!, metadata.labels ?? {}])),
  };
}
