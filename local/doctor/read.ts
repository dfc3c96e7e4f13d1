import type { ClusterReader } from "../lib/cluster-reader";
import { messageOf } from "../lib/errors";
import type { Facts, Objects } from "./facts";

/** What the platform makes first, and so what its deployer must be allowed to. */
const needed = [
  ["create", "", "namespaces"],
  ["create", "", "serviceaccounts"],
  ["create", "", "resourcequotas"],
  ["create", "networking.k8s.io", "networkpolicies"],
  ["create", "rbac.authorization.k8s.io", "clusterroles"],
  ["escalate", "rbac.authorization.k8s.io", "clusterroles"],
  ["create", "rbac.authorization.k8s.io", "clusterrolebindings"],
  ["create", "apiextensions.k8s.io", "customresourcedefinitions"],
  ["create", "admissionregistration.k8s.io", "validatingwebhookconfigurations"],
  ["create", "storage.k8s.io", "storageclasses"],
  ["create", "apps", "deployments"],
] as const;

/** Reads what checks need. What the caller may not read is noted and does not stop the others. */
export async function readFacts(cluster: ClusterReader, step: (what: string) => void): Promise<Facts> {
  step("asking for the version");
  const { gitVersion } = await cluster.get<{ gitVersion: string }>("/version");
  step("reading what runs in the cluster");
  const list = async (path: string): Promise<Objects> => {
    try {
      return (await cluster.get<{ items: Exclude<Objects, { unread: string }> }>(path)).items;
    } catch (error) {
      return { unread: messageOf(error) };
    }
  };
  const [
    nodes,
    storageClasses,
    daemonSets,
    crds,
    validatingWebhooks,
    mutatingWebhooks,
    services,
    ingressClasses,
    ingresses,
    namespaces,
    apiServerEndpoints,
    apis,
  ] = await Promise.all([
    list("/api/v1/nodes"),
    list("/apis/storage.k8s.io/v1/storageclasses"),
    list("/apis/apps/v1/daemonsets"),
    list("/apis/apiextensions.k8s.io/v1/customresourcedefinitions"),
    list("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations"),
    list("/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations"),
    list("/api/v1/services"),
    list("/apis/networking.k8s.io/v1/ingressclasses"),
    list("/apis/networking.k8s.io/v1/ingresses"),
    list("/api/v1/namespaces"),
    list(
      "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?labelSelector=kubernetes.io/service-name%3Dkubernetes",
    ),
    groups(cluster),
  ]);
  step("asking what the caller may do");
  const answers = await Promise.all(needed.map(async (right) => ((await may(cluster, right)) ? [] : [nameOf(right)])));
  return {
    version: gitVersion,
    apis,
    nodes,
    storageClasses,
    daemonSets,
    crds,
    validatingWebhooks,
    mutatingWebhooks,
    services,
    ingressClasses,
    ingresses,
    namespaces,
    apiServerEndpoints,
    forbidden: answers.flat(),
  };
}

async function groups(cluster: ClusterReader): Promise<string[]> {
  const { groups: found } = await cluster.get<{ groups: { versions: { groupVersion: string }[] }[] }>("/apis");
  return found.flatMap(({ versions }) => versions.map(({ groupVersion }) => groupVersion));
}

type Right = (typeof needed)[number];

function nameOf([verb, group, resource]: Right): string {
  return `${verb} ${resource}${group === "" ? "" : `.${group}`}`;
}

/** A question, which changes nothing in the cluster. */
async function may(cluster: ClusterReader, [verb, group, resource]: Right): Promise<boolean> {
  const review = await cluster.post<{ status?: { allowed?: boolean } }>(
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: { resourceAttributes: { verb, group, resource } },
    },
  );
  return review.status?.allowed === true;
}
