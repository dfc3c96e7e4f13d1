import { attempt } from "../unknowns";
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
  private opaque = false;

  constructor(objects: StackObjects) {
    const rendered = new Set(objects.resources.map(({ opts, parent }) => parent?.urn ?? opts.parent));
    for (const resource of objects.resources) {
      if (resource.type === RELEASE || (resource.type === CHART && !rendered.has(resource.urn))) {
        this.opaque = true;
        this.add(() => resource.props["namespace"] as string | undefined);
      }
    }
    const operated = objects.kinds.filter((kind) => OPERATED.some((group) => kind.split("/")[0]?.endsWith(group)));
    for (const object of objects.of(...operated)) this.add(() => object.namespace);
  }

  /** Whether unseen objects may be in the namespace. */
  mayHold(namespace: string): boolean {
    return this.everywhere || this.namespaces.has(namespace);
  }

  /** Whether there may be unseen objects that belong to no namespace. */
  get mayHoldClusterScoped(): boolean {
    return this.opaque;
  }

  private add(namespace: () => string | undefined): void {
    const known = attempt(namespace);
    if (typeof known === "string") this.namespaces.add(known);
    else this.everywhere = true;
  }
}
