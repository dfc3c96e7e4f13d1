import { ApiException, KubernetesObjectApi, type KubeConfig, type KubernetesObject } from "@kubernetes/client-node";
import { UserError } from "../lib/errors";

/** A reference that the API takes for an object. */
export type Reference = KubernetesObject & { metadata: { name: string; namespace?: string } };

/** What a drill does with a cluster, with whatever credentials its kubeconfig names. */
export class ClusterObjects {
  private readonly api: KubernetesObjectApi;

  constructor(config: KubeConfig) {
    this.api = KubernetesObjectApi.makeApiClient(config);
  }

  /** @throws UserError when the cluster has no such kind */
  async list<Kind extends KubernetesObject>(apiVersion: string, kind: string, namespace?: string): Promise<Kind[]> {
    try {
      return (await this.api.list<Kind>(apiVersion, kind, namespace)).items;
    } catch (error) {
      if (!isUnknownKind(error)) throw error;
      throw new UserError(`the cluster must have ${kind} of ${apiVersion}, got no such kind; deploy the stack first`);
    }
  }

  /** Undefined where there is none. */
  async find<Kind extends KubernetesObject>(reference: Reference): Promise<Kind | undefined> {
    return orMissing(this.api.read<Kind>(reference as never));
  }

  async create(object: KubernetesObject): Promise<void> {
    await this.api.create(object, undefined, undefined, "platform-drill");
  }

  /** Changes what is given and leaves the rest. */
  async merge(object: Reference & Record<string, unknown>): Promise<void> {
    await orMissing(this.api.patch(object, undefined, undefined, "platform-drill", undefined, mergePatch));
  }

  /** Does nothing where there is none. */
  async remove(reference: Reference): Promise<void> {
    await orMissing(this.api.delete(reference));
  }
}

/** The library asks the server for its kinds, and throws nothing better for one that is not among them. */
function isUnknownKind(error: unknown): boolean {
  return (
    (error instanceof ApiException && error.code === 404) ||
    (error instanceof Error && error.message.startsWith("Unrecognized API version and kind"))
  );
}

const mergePatch = "application/merge-patch+json";

async function orMissing<Result>(call: Promise<Result>): Promise<Result | undefined> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ApiException && error.code === 404) return undefined;
    throw error;
  }
}
