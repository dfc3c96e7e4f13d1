import { createHash } from "node:crypto";
import {
  groupOf,
  label,
  mapParallel,
  pathOf,
  type ApiResource,
  type Discovery,
  type KubernetesClient,
  type KubernetesObject,
} from "../kubernetes";
import { fieldManager, type Desired } from "./manifest";
import { deleteObject, serverSideApply } from "./server-side";

const partOf = "applyset.kubernetes.io/part-of";
const kindsAnnotation = "applyset.kubernetes.io/contains-group-kinds";
const home = "platform-local";

/** Somebody else's object in which some fields are ours. */
interface PatchedObject {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
  fieldManager: string;
}

/** What the server knows by now. */
interface Recorded {
  kinds: Map<string, true>;
  patched: Map<string, PatchedObject>;
}

/**
 * What this tool has applied, so that what left the program can be deleted: an ApplySet of Kubernetes, that is a label
 * on each object and a ConfigMap that lists the kinds. The list is written before the first object of a kind, so that
 * a crash at any moment leaves nothing unknown.
 * @see https://kubernetes.io/docs/reference/labels-annotations-taints/#applyset-kubernetes-io-part-of
 */
export class ApplySet {
  private readonly name: string;
  private readonly id: string;
  private readonly applied = new Set<string>();
  private readonly patched = new Map<string, PatchedObject>();
  private readonly kinds = new Set<string>();
  private recorded?: Promise<Recorded>;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly client: KubernetesClient,
    private readonly discovery: Discovery,
    stack: string,
  ) {
    this.name = `stack-${stack}`;
    const digest = createHash("sha256").update(`${this.name}.${home}.ConfigMap.`).digest("base64url");
    this.id = `applyset-${digest}-v1`;
  }

  /** Records what is about to be applied, and labels it. */
  async admit({ object, patch, fieldManager: manager }: Desired, namespace?: string): Promise<KubernetesObject> {
    const recorded = await (this.recorded ??= this.read());
    const { apiVersion, kind, metadata } = object;
    const key = keyOf(object, namespace);
    if (patch) {
      const patchKey = `${key} ${manager}`;
      const entry: PatchedObject = { apiVersion, kind, namespace, name: metadata.name!, fieldManager: manager };
      this.patched.set(patchKey, entry);
      await this.remember(recorded.patched, patchKey, entry);
      return object;
    }
    this.applied.add(key);
    this.kinds.add(groupKind(object));
    await this.remember(recorded.kinds, groupKind(object), true);
    return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [partOf]: this.id } } };
  }

  /** Resolves once the entry is on the server, whoever added it. */
  private async remember<Entry>(entries: Map<string, Entry>, key: string, entry: Entry): Promise<void> {
    if (!entries.has(key)) {
      entries.set(key, entry);
      this.writing = this.writing.then(async () => this.write(await this.recorded!));
    }
    await this.writing;
  }

  /**
   * Deletes what an earlier run applied and this one did not, namespaces last, and waits for them.
   * @returns the names of what is gone
   */
  async prune(): Promise<string[]> {
    const recorded = await (this.recorded ??= this.read());
    const found = (await mapParallel([...recorded.kinds.keys()], 4, (kind) => this.membersOf(kind))).flat();
    const gone = found.filter(({ object }) => !this.applied.has(keyOf(object, object.metadata.namespace)));
    const isNamespace = ({ object }: (typeof gone)[number]) =>
      object.kind === "Namespace" && groupKind(object) === "Namespace";
    const namespaces = gone.filter(isNamespace);
    const emptied = new Set(namespaces.map(({ object }) => object.metadata.name));
    const rest = gone.filter((each) => !isNamespace(each) && !emptied.has(each.object.metadata.namespace));
    await mapParallel(rest, this.client.parallel, (each) => this.remove(each));
    await mapParallel(namespaces, this.client.parallel, (each) => this.remove(each));
    const released = await this.releasePatches(recorded.patched, emptied);

    if (gone.length + released.length > 0) {
      await this.write({ kinds: new Map([...this.kinds].map((kind) => [kind, true])), patched: this.patched });
    }
    return [...[...rest, ...namespaces].map(({ object }) => label(object)), ...released];
  }

  private async membersOf(kind: string): Promise<{ object: KubernetesObject; path: string }[]> {
    const served = await this.served(kind);
    if (!served) return []; // Its definition is gone, and every object with it.
    const { apiVersion, resource } = served;
    const { items } = await this.client.get<{ items: KubernetesObject[] }>(pathOf(apiVersion, resource), {
      query: { labelSelector: `${partOf}=${this.id}` },
    });
    return items.map((item) => {
      // Lists leave out what all items have in common.
      const object: KubernetesObject = { ...item, apiVersion, kind: resource.kind };
      return { object, path: pathOf(apiVersion, resource, object.metadata.namespace, object.metadata.name) };
    });
  }

  private async served(kind: string): Promise<{ apiVersion: string; resource: ApiResource } | undefined> {
    const [name = "", ...group] = kind.split(".");
    const apiGroup = group.join(".");
    const apiVersion =
      apiGroup === ""
        ? "v1"
        : (await this.client.find<{ preferredVersion: { groupVersion: string } }>(`/apis/${apiGroup}`))
            ?.preferredVersion.groupVersion;
    const resource = apiVersion === undefined ? undefined : await this.discovery.resource(apiVersion, name);
    return apiVersion !== undefined && resource ? { apiVersion, resource } : undefined;
  }

  private async remove({ object, path }: { object: KubernetesObject; path: string }): Promise<void> {
    await deleteObject(this.client, path, label(object));
  }

  /** An apply that names no field gives up those that the manager held. */
  private async releasePatches(
    before: Map<string, PatchedObject>,
    emptied: Set<string | undefined>,
  ): Promise<string[]> {
    const stale = [...before].filter(([key, { namespace }]) => !this.patched.has(key) && !emptied.has(namespace));
    const released = await mapParallel(stale, this.client.parallel, async ([, entry]) => {
      const { apiVersion, kind, namespace, name, fieldManager: manager } = entry;
      const resource = await this.discovery.resource(apiVersion, kind);
      const path = resource && pathOf(apiVersion, resource, namespace, name);
      if (path === undefined || !(await this.client.find(path))) return [];
      await serverSideApply(this.client, path, { apiVersion, kind, metadata: { name, namespace } }, manager);
      return [`fields of ${label({ kind, metadata: { name, namespace } })}`];
    });
    return released.flat();
  }

  private async read(): Promise<Recorded> {
    const parent = await this.client.find<KubernetesObject>(this.path());
    const kinds = parent?.metadata.annotations?.[kindsAnnotation] ?? "";
    const data = (parent?.["data"] ?? {}) as Record<string, string>;
    const patched = JSON.parse(data["patched"] ?? "[]") as PatchedObject[];
    if (!parent) {
      const namespace: KubernetesObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: home } };
      await serverSideApply(this.client, `/api/v1/namespaces/${home}`, namespace, fieldManager);
    }
    return {
      kinds: new Map((kinds === "" ? [] : kinds.split(",")).map((kind) => [kind, true])),
      patched: new Map(
        patched.map((entry) => [
          `${keyOf({ ...entry, metadata: { name: entry.name } }, entry.namespace)} ${entry.fieldManager}`,
          entry,
        ]),
      ),
    };
  }

  private async write({ kinds, patched }: Recorded): Promise<void> {
    await serverSideApply(
      this.client,
      this.path(),
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: {
          name: this.name,
          namespace: home,
          labels: { "applyset.kubernetes.io/id": this.id },
          annotations: {
            "applyset.kubernetes.io/tooling": `${fieldManager}/v1`,
            [kindsAnnotation]: [...kinds.keys()].sort().join(","),
          },
        },
        data: { patched: JSON.stringify([...patched.values()]) },
      },
      fieldManager,
    );
  }

  private path(): string {
    return `/api/v1/namespaces/${home}/configmaps/${this.name}`;
  }
}

function groupKind({ apiVersion, kind }: Pick<KubernetesObject, "apiVersion" | "kind">): string {
  const group = groupOf(apiVersion);
  return group === "" ? kind : `${kind}.${group}`;
}

function keyOf(object: Pick<KubernetesObject, "apiVersion" | "kind" | "metadata">, namespace = ""): string {
  return `${groupKind(object)} ${namespace}/${object.metadata.name}`;
}
