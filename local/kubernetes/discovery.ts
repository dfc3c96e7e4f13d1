import type { KubernetesClient } from "./client";

/** One resource that an API server serves. */
export interface ApiResource {
  /** Plural name in paths; a subresource reads `pods/log`. */
  name: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
}

/** Answers which kinds an API server serves, and asks it once for each group version. */
export class Discovery {
  private readonly known = new Map<string, Promise<ApiResource[]>>();

  constructor(private readonly client: KubernetesClient) {}

  /** `undefined` when the server has no such kind; it is asked again next time, since CRDs come and go. */
  async resource(apiVersion: string, kind: string): Promise<ApiResource | undefined> {
    const found = (await this.resources(apiVersion)).find(({ name, kind: its }) => its === kind && !name.includes("/"));
    if (!found) this.known.delete(apiVersion);
    return found;
  }

  /** Everything in a group version, subresources too; nothing when it is not served. */
  resources(apiVersion: string): Promise<ApiResource[]> {
    let asked = this.known.get(apiVersion);
    if (!asked) {
      asked = this.client.find<{ resources: ApiResource[] }>(rootOf(apiVersion)).then((list) => list?.resources ?? []);
      asked.catch(() => this.known.delete(apiVersion));
      this.known.set(apiVersion, asked);
    }
    return asked;
  }
}

/** Path of an object, or of the collection when `name` is absent. */
export function pathOf(apiVersion: string, resource: ApiResource, namespace?: string, name?: string): string {
  const parts = [rootOf(apiVersion)];
  if (resource.namespaced && namespace !== undefined) parts.push("namespaces", encodeURIComponent(namespace));
  parts.push(resource.name);
  if (name !== undefined) parts.push(encodeURIComponent(name));
  return parts.join("/");
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
