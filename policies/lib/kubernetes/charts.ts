import type { Resource } from "../rule";
import { attempt, Undetermined } from "../unknowns";
import type { StackObjects } from "./stack";

export const RELEASE = "kubernetes:helm.sh/v3:Release";
const CHART = "kubernetes:helm.sh/v4:Chart";

/** Whether a chart made the resource: its URN chains the types of its parents. */
export function madeByChart(urn: string): boolean {
  return urn.includes(`${CHART}$`);
}

/** Charts of a stack, and which objects they made. A chart without any was not rendered: here or yet. */
export class Charts {
  private readonly all: readonly Resource[];
  private readonly parents: ReadonlyMap<string, string | undefined>;
  private readonly rendered: ReadonlySet<string | undefined>;

  constructor(resources: readonly Resource[]) {
    this.all = resources.filter(({ type }) => type === CHART);
    this.parents = new Map(resources.map(({ urn, opts, parent }) => [urn, parent?.urn ?? opts.parent]));
    this.rendered = new Set(this.parents.values());
  }

  named(name: string): Resource[] {
    return this.all.filter((chart) => chart.name === name);
  }

  unrendered(): Resource[] {
    return this.all.filter((chart) => !this.isRendered(chart));
  }

  isRendered({ urn }: Resource): boolean {
    return this.rendered.has(urn);
  }

  /** Whether the chart made the object. */
  owns(chart: Resource, urn: string): boolean {
    return this.parents.get(urn) === chart.urn;
  }
}

/** Custom resources that an operator turns into pods and service accounts that no stack shows. */
const OPERATED = [
  /^ceph\.rook\.io\/Ceph/,
  /^csi\.ceph\.io\/Driver$/,
  /^fluxcd\.controlplane\.io\/FluxInstance$/,
  /^gateway\.networking\.k8s\.io\/Gateway$/,
  /^[a-z]+\.k8s\.elastic\.co\//,
  /^monitoring\.coreos\.com\/(Alertmanager|Prometheus|PrometheusAgent|ThanosRuler)$/,
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
    const charts = new Charts(objects.resources);
    for (const resource of objects.resources) {
      const { type, name, props } = resource;
      if (type !== RELEASE && (type !== CHART || charts.isRendered(resource))) continue;
      this.opaque = true;
      this.add(() => props["namespace"], `${type}::${name}`);
    }
    const operated = objects.kinds.filter((kind) => OPERATED.some((pattern) => pattern.test(kind)));
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
