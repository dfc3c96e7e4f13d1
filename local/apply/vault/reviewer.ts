import { readIfPresent, writePrivately } from "../../controlplane/files";
import type { KubernetesClient, KubernetesObject } from "../../kubernetes";
import { serverSideApply } from "../server-side";
import { fieldManager } from "../manifest";

const namespace = "platform-local";
const name = "vault-reviewer";
/** As long as a state folder may live; it is deleted with it. */
const tokenSeconds = 31_536_000;
const spareSeconds = 86_400;

/**
 * A token by which OpenBao may ask the API server whose other tokens are (TokenReview), of a service account that may do
 * nothing else. It is kept in a file, so that a second run finds the configuration unchanged.
 */
export async function reviewerToken(client: KubernetesClient, file: string): Promise<string> {
  const kept = readIfPresent(file);
  if (kept !== undefined && expiry(kept) > Date.now() / 1000 + spareSeconds && (await isAccepted(client, kept)))
    return kept;
  const account = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}`;
  const binding = `/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/${namespace}-${name}`;
  const objects: [string, KubernetesObject][] = [
    [`/api/v1/namespaces/${namespace}`, { apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }],
    [account, { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } }],
    [
      binding,
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRoleBinding",
        metadata: { name: `${namespace}-${name}` },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "system:auth-delegator" },
        subjects: [{ kind: "ServiceAccount", name, namespace }],
      },
    ],
  ];
  for (const [path, object] of objects) await serverSideApply(client, path, object, fieldManager);
  const token = await requestToken(client, { namespace, name }, { seconds: tokenSeconds });
  writePrivately(file, token);
  return token;
}

/** A service account of a namespace. */
export interface Account {
  namespace: string;
  name: string;
}

export interface TokenOptions {
  /** @default 600 - the least that the API server grants */
  seconds?: number;
  /** @default the API server itself */
  audience?: string;
  /** The object with which the token ends. @default none - with its time or its account */
  boundTo?: { kind: string; apiVersion: string; name: string; uid: string };
}

/** A token as a pod of the account gets it, by TokenRequest. */
export async function requestToken(
  client: KubernetesClient,
  { namespace: within, name: account }: Account,
  { seconds = 600, audience, boundTo }: TokenOptions = {},
): Promise<string> {
  const { status } = await client.request<{ status: { token: string } }>(
    "POST",
    `/api/v1/namespaces/${within}/serviceaccounts/${account}/token`,
    {
      body: {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        spec: {
          expirationSeconds: seconds,
          audiences: audience === undefined ? [] : [audience],
          boundObjectRef: boundTo,
        },
      },
    },
  );
  return status.token;
}

async function isAccepted(client: KubernetesClient, token: string): Promise<boolean> {
  const { status } = await client.request<{ status?: { authenticated?: boolean } }>(
    "POST",
    "/apis/authentication.k8s.io/v1/tokenreviews",
    { body: { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token } } },
  );
  return status?.authenticated === true;
}

function expiry(token: string): number {
  try {
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { exp?: number };
    return claims.exp ?? 0;
  } catch {
    return 0;
  }
}
