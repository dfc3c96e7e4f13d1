import type { Adapter } from "../engine/types";
import { SecretValue } from "../engine/types";
import { ApiError, Discovery, KubernetesClient, label, pathOf, type KubernetesObject } from "../kubernetes";
import { messageOf, UserError } from "../lib/errors";
import { ApplySet } from "./apply-set";
import { untilServed } from "./crds";
import { deleteObject, serverSideApply, untilGone } from "./server-side";
import { desiredOf, differs, isKubernetesObject, without, type Desired } from "./manifest";
import { untilReady } from "./ready";

/** What the kubernetes adapter can do besides applying. */
export interface KubernetesAdapter extends Adapter {
  /** Deletes what an earlier run of the stack applied and this one did not; call it after a run that succeeded. */
  prune(): Promise<string[]>;
  /** Closes connections. */
  close(): void;
}

export interface KubernetesAdapterOptions {
  kubeconfig: string;
  context: string;
  /** Stack whose objects these are: each stack prunes its own. */
  stack: string;
  /** For progress. */
  log: (message: string) => void;
  /** How long a Deployment, StatefulSet, DaemonSet or CRD may take to become ready. @default 60 */
  readySeconds?: number;
  /** While it is pending, more kinds are on their way to the server: one that is missing waits for it. */
  kindsComing?: Promise<unknown>;
}

/**
 * Hands resources of the Kubernetes SDK to an API server by server-side apply, always to the given context: what the
 * program's own provider says of kubeconfig and context is not read.
 *
 * A kind that the server does not know is skipped with the reason.
 * @throws UserError for objects that the server refuses, and for those that do not become ready
 */
export function kubernetesAdapter(options: KubernetesAdapterOptions): KubernetesAdapter {
  const { kubeconfig, context, stack, log, readySeconds = 60, kindsComing } = options;
  const client = KubernetesClient.fromKubeconfig(kubeconfig, context);
  const discovery = new Discovery(client);
  const set = new ApplySet(client, discovery, stack);
  const served = async (apiVersion: string, kind: string) => {
    const found = await discovery.resource(apiVersion, kind);
    if (found || !kindsComing) return found;
    await kindsComing;
    return discovery.resource(apiVersion, kind);
  };

  return {
    name: "kubernetes",
    handles: isKubernetesObject,
    async apply(request) {
      const desired = desiredOf(request);
      const { apiVersion, kind, metadata } = desired.object;
      const resource = await served(apiVersion, kind);
      if (!resource) return { skipped: `the API server has no kind ${kind} in ${apiVersion}` };

      const namespace = resource.namespaced ? (metadata.namespace ?? namespaceOf(request.provider)) : undefined;
      const object = await set.admit(desired, namespace);
      const path = pathOf(apiVersion, resource, namespace, metadata.name);
      const { before, after } = await put(client, path, { ...desired, object }, log);
      const ready = await untilReady(after, () => client.get<KubernetesObject>(path), readySeconds);
      if (kind === "CustomResourceDefinition") await untilServed(client, [ready]);
      return {
        id: namespace === undefined ? metadata.name! : `${namespace}/${metadata.name}`,
        outputs: outputsOf(ready),
        changed: before === undefined || differs(before, after),
      };
    },
    prune: () => set.prune(),
    close: () => client.close(),
  };
}

function namespaceOf(provider: Record<string, unknown> | undefined): string {
  const namespace = provider?.["namespace"];
  return typeof namespace === "string" && namespace !== "" ? namespace : "default";
}

async function put(
  client: KubernetesClient,
  path: string,
  { object, fieldManager }: Desired,
  log: (message: string) => void,
): Promise<{ before?: KubernetesObject; after: KubernetesObject }> {
  let before = await client.find<KubernetesObject>(path);
  if (before?.metadata.deletionTimestamp !== undefined) {
    log(`waiting until the old ${label(object)} is gone`);
    await untilGone(client, path, label(object));
    before = undefined;
  }
  try {
    return { before, after: await serverSideApply(client, path, object, fieldManager) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (!before || !isImmutable(error) || holdsData.has(object.kind)) throw refusal(object, error);
  }
  log(`replacing ${label(object)}: a field that changed is immutable`);
  try {
    await deleteObject(client, path, label(object));
    return { after: await serverSideApply(client, path, object, fieldManager) };
  } catch (error) {
    throw error instanceof ApiError ? refusal(object, error) : error;
  }
}

/** Deleting one of these loses what is in it. */
const holdsData = new Set(["Namespace", "PersistentVolume", "PersistentVolumeClaim", "CustomResourceDefinition"]);

function isImmutable({ status, message }: ApiError): boolean {
  return status === 422 && /immutable|cannot change roleRef|updates to \S+ spec for fields other than/.test(message);
}

/** A server's message about a Secret may quote it. */
function refusal(object: KubernetesObject, error: ApiError): UserError {
  const why = object.kind === "Secret" ? error.reason : messageOf(error);
  return new UserError(`${label(object)} must be accepted by the API server, got ${error.status}: ${why}; correct it`);
}

function outputsOf(object: KubernetesObject): Record<string, unknown> {
  const outputs: Record<string, unknown> = { ...object, metadata: without(object.metadata, "managedFields") };
  if (object.kind === "Secret") outputs["data"] = new SecretValue(object["data"]);
  return outputs;
}
