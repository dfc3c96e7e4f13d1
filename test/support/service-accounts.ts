import { connectionOf } from "../../local/kubernetes/kubeconfig";
import { KubernetesClient, pathOf, type Discovery, type KubernetesObject } from "../../local/kubernetes";
import { contextName, type TestControlPlane } from "./controlplane";

/** A client that is a service account, by a token of the API server. */
export async function clientAs(plane: TestControlPlane, namespace: string, name: string): Promise<KubernetesClient> {
  const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
  const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  const { status } = await plane.client.request<{ status: { token: string } }>("POST", path, { body });
  const { server, certificateAuthority } = connectionOf(plane.kubeconfig, contextName);
  return new KubernetesClient({ server, certificateAuthority, token: status.token });
}

/** Server-side apply, as kustomize-controller does it. @throws ApiError when the server refuses it */
export async function apply(
  client: KubernetesClient,
  discovery: Discovery,
  object: KubernetesObject,
  { dryRun }: { dryRun: boolean },
): Promise<KubernetesObject> {
  const { apiVersion, kind, metadata } = object;
  const resource = await discovery.resource(apiVersion, kind);
  if (!resource) throw new Error(`the API server has no ${kind} in ${apiVersion}`);
  return client.request<KubernetesObject>("PATCH", pathOf(apiVersion, resource, metadata.namespace, metadata.name), {
    query: {
      fieldManager: "kustomize-controller",
      force: "true",
      fieldValidation: "Strict",
      dryRun: dryRun ? "All" : undefined,
    },
    contentType: "application/apply-patch+yaml",
    body: object,
  });
}
