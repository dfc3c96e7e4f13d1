import { attempt, Undetermined } from "../unknowns";
import type { StackObjects } from "./stack";

const RELEASE = "kubernetes:helm.sh/v3:Release";
const CHART = "kubernetes:helm.sh/v4:Chart";

/** Groups whose custom resources an operator turns into pods, service accounts and Secrets that no stack shows. */
const OPERATED = [
  "ceph.rook.io",
  "csi.ceph.io",
  "fluxcd.controlplane.io",
  "gateway.networking.k8s.io",
  "k8s.elastic.co",
  "monitoring.coreos.com",
];

/**
 * Namespaces where there may be more than the stack shows: what a chart that was not rendered deploys, and what
 * operators make from custom resources. Whether something exists there cannot be judged here.
 */
export class Surroundings {
  /** Those known to have unseen objects. */
  readonly namespaces = new Set<string>();
  private everywhere = false;
  private unknown: Undetermined | undefined;
  private opaque = false;

  constructor(objects: StackObjects) {
    const rendered = new Set(objects.resources.map(({ opts, parent }) => parent?.urn ?? opts.parent));
    for (const resource of objects.resources) {
      const { type, name, urn, props } = resource;
      if (type !== RELEASE && (type !== CHART || rendered.has(urn))) continue;
      this.opaque = true;
      this.add(() => props["namespace"], `${type}::${name}`);
    }
    const operated = objects.kinds.filter((kind) => OPERATED.some((group) => kind.split("/")[0]?.endsWith(group)));
    for (const object of objects.of(...operated)) this.add(() => object.namespace, object.id);
  }

  /** Three-valued: whether unseen objects may be in the namespace. */
  mayHold(namespace: string): boolean {
    if (this.everywhere || this.namespaces.has(namespace)) return true;
    if (this.unknown) throw this.unknown;
    return false;
  }

  /** Whether there may be unseen objects that belong to no namespace. */
  get mayHoldClusterScoped(): boolean {
    return this.opaque;
  }

  private add(read: () => unknown, owner: string): void {
    const namespace = attempt(read);
    if (namespace instanceof Undetermined) this.unknown = namespace.from(owner);
    else if (typeof namespace === "string") this.namespaces.add(namespace);
    else this.everywhere = true;
  }
}
