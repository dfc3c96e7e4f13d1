import { ApiError, type KubernetesClient, type KubernetesObject } from "../../kubernetes";
import type { ActualMesh } from "./matrix";
import type { AuthorizationPolicy, Gateway, PeerAuthentication } from "./types";

/** Reads the mesh's policies, waypoints and the labels of all namespaces back from the API server. */
export async function actualMesh(client: KubernetesClient): Promise<ActualMesh> {
  const [policies, peerAuthentications, gateways, namespaces] = await Promise.all([
    list<AuthorizationPolicy>(client, "/apis/security.istio.io/v1/authorizationpolicies"),
    list<PeerAuthentication>(client, "/apis/security.istio.io/v1/peerauthentications"),
    list<Gateway>(client, "/apis/gateway.networking.k8s.io/v1/gateways"),
    list<KubernetesObject>(client, "/api/v1/namespaces"),
  ]);
  return {
    policies,
    peerAuthentications,
    gateways,
    namespaces: new Map(namespaces.map(({ metadata }) => [metadata.name!, metadata.labels ?? {}])),
  };
}

/** Where the kind is missing, so are its objects, which the checks then say. */
async function list<T>(client: KubernetesClient, path: string): Promise<T[]> {
  try {
    return (await client.get<{ items: T[] }>(path)).items;
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return [];
    throw error;
  }
}
