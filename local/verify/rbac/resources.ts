import type { ApiResource, KubernetesClient } from "../../kubernetes";
import { Discovery, groupOf } from "../../kubernetes";

/** Something that RBAC can protect, and what can be done to it. */
export interface ProtectedResource {
  group: string;
  /** Plural name, with the subresource: `pods/log`. */
  resource: string;
  namespaced: boolean;
  verbs: string[];
}

/** What no discovery lists: rights about rights, and everything at once. */
const special: ProtectedResource[] = [
  ...["roles", "clusterroles"].map((resource) => ({
    group: "rbac.authorization.k8s.io",
    resource,
    namespaced: resource === "roles",
    verbs: ["bind", "escalate"],
  })),
  { group: "", resource: "users", namespaced: false, verbs: ["impersonate"] },
  { group: "", resource: "groups", namespaced: false, verbs: ["impersonate"] },
  { group: "", resource: "serviceaccounts", namespaced: true, verbs: ["impersonate"] },
  { group: "certificates.k8s.io", resource: "signers", namespaced: false, verbs: ["approve", "sign", "attest"] },
  { group: "metrics.k8s.io", resource: "pods", namespaced: true, verbs: ["get", "list"] },
  { group: "metrics.k8s.io", resource: "nodes", namespaced: false, verbs: ["get", "list"] },
  { group: "*", resource: "*", namespaced: true, verbs: ["*"] },
];

/**
 * Everything that the API server serves by itself, subresources too, so that a new version cannot bring a resource
 * that nobody looked at. Custom resources belong to those who define them.
 */
export async function protectedResources(client: KubernetesClient): Promise<ProtectedResource[]> {
  const discovery = new Discovery(client);
  const custom = await customGroups(client);
  const { groups } = await client.get<{ groups: { name: string; versions: { groupVersion: string }[] }[] }>("/apis");
  const versions = ["v1", ...groups.filter(({ name }) => !custom.has(name)).flatMap(({ versions }) => versions)].map(
    (version) => (typeof version === "string" ? version : version.groupVersion),
  );
  const served = await Promise.all(
    versions.map(async (version) =>
      (await discovery.resources(version)).map((resource) => protect(groupOf(version), resource)),
    ),
  );
  return mergeVerbs([...served.flat(), ...special]);
}

async function customGroups(client: KubernetesClient): Promise<Set<string>> {
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const { items } = await client.get<{ items: { spec: { group: string } }[] }>(path);
  return new Set(items.map(({ spec }) => spec.group));
}

function protect(group: string, { name, namespaced, verbs }: ApiResource): ProtectedResource {
  // A namespace lies in itself: whoever holds a role there may read or change it by name.
  return { group, resource: name, namespaced: namespaced || name === "namespaces", verbs };
}

/** One entry for each resource, whatever versions serve it. */
function mergeVerbs(resources: ProtectedResource[]): ProtectedResource[] {
  const merged = new Map<string, ProtectedResource>();
  for (const each of resources) {
    const key = `${each.group}/${each.resource}`;
    const known = merged.get(key);
    merged.set(key, { ...each, verbs: [...new Set([...(known?.verbs ?? []), ...each.verbs])] });
  }
  return [...merged.values()];
}
