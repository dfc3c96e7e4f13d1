import { kindKey, kubernetesType } from "../kubernetes/type";
import { awsRegion } from "./aws";
import { azureKind, azureRegion } from "./azure";
import { always, hourly, stated, volume, type Billed, type CostResource } from "./billed";
import type { Place } from "./prices";

/** What the cluster's cloud makes for its objects. */
export interface ClusterPrices {
  /** Where the cluster is. */
  place: Place;
  /** Types of the cloud's volumes by the name of their StorageClass; undefined for volumes that are free. */
  classes: ReadonlyMap<string, string | undefined>;
  /** Name of the class of claims that name none. */
  defaultClass?: string;
}

/** Drivers whose volumes are the cloud's, and the parameter and default of their type. */
const drivers: Readonly<Record<string, { parameter: string; byDefault: string }>> = {
  "ebs.csi.aws.com": { parameter: "type", byDefault: "gp3" },
  "disk.csi.azure.com": { parameter: "skuName", byDefault: "StandardSSD_LRS" },
};

/**
 * What is known of the stack's cluster. Undefined: the stack makes none, so nobody knows what its volumes cost.
 *
 * @param read reads values of a resource that may be unknown
 */
export function clusterPrices(
  resources: readonly CostResource[],
  read: <T>(resource: CostResource, of: () => T) => T | undefined,
): ClusterPrices | undefined {
  const cluster = resources.find(({ type }) => type === "aws:eks/cluster:Cluster" || isAks(type));
  const place = cluster && read(cluster, () => placeOf(cluster, resources));
  if (!place) return undefined;
  const classes = new Map<string, string | undefined>();
  let defaultClass: string | undefined;
  for (const resource of resources) {
    if (resource.type !== "kubernetes:storage.k8s.io/v1:StorageClass") continue;
    read(resource, () => {
      const { metadata, provisioner, parameters } = resource.props as StorageClass;
      const name = stated(metadata?.name);
      const driver = drivers[stated(provisioner)];
      classes.set(name, driver && (parameters?.[driver.parameter] ?? driver.byDefault));
      if (metadata?.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true") defaultClass = name;
    });
  }
  return { place, classes, defaultClass };
}

function isAks(type: string): boolean {
  return azureKind(type) === "containerservice:ManagedCluster";
}

function placeOf(cluster: CostResource, resources: readonly CostResource[]): Place {
  if (isAks(cluster.type)) return { cloud: "azure", region: azureRegion(cluster, resources) };
  return { cloud: "aws", region: awsRegion(cluster) };
}

/** What the cluster's cloud bills by time for an object: its volumes and load balancers. */
export function kubernetesBilled({ type: token, props }: CostResource, cluster: ClusterPrices): Billed[] {
  const type = kubernetesType(token);
  if (!type || type.patch || type.list) return [];
  const spec = (props["spec"] ?? {}) as Spec;
  const kind = kindKey(type);
  if (kind === "core/Service") return spec.type === "LoadBalancer" ? [loadBalancer(cluster.place)] : [];
  return claims(kind, spec).flatMap(([claim, number]) => claimed(claim, number, cluster));
}

function loadBalancer(place: Place): Billed {
  return hourly("network", place, "load balancers", (prices) => prices.loadBalancerHour);
}

/** Claims that an object is or makes, and how many of each. */
function claims(kind: string, spec: Spec): [claim: ClaimSpec | undefined, number: number][] {
  const of = (templates: Template[] | undefined, number: number): [ClaimSpec | undefined, number][] =>
    (templates ?? []).map((template) => [template.spec, number]);
  const replicas = spec.replicas ?? 1;
  switch (kind) {
    case "core/PersistentVolumeClaim":
      return [[spec, 1]];
    case "apps/StatefulSet":
      return of(spec.volumeClaimTemplates, replicas);
    case "monitoring.coreos.com/Prometheus":
    case "monitoring.coreos.com/Alertmanager": {
      const storage = spec.storage as { volumeClaimTemplate?: Template } | undefined;
      return of(storage?.volumeClaimTemplate && [storage.volumeClaimTemplate], replicas);
    }
    case "elasticsearch.k8s.elastic.co/Elasticsearch":
      return (spec.nodeSets ?? []).flatMap((set) => of(set.volumeClaimTemplates, set.count));
    case "ceph.rook.io/CephCluster": {
      const storage = spec.storage as { storageClassDeviceSets?: DeviceSet[] } | undefined;
      return [
        ...(storage?.storageClassDeviceSets ?? []).flatMap((set) => of(set.volumeClaimTemplates, set.count)),
        ...of(spec.mon?.volumeClaimTemplate && [spec.mon.volumeClaimTemplate], spec.mon?.count ?? 1),
      ];
    }
    default:
      return [];
  }
}

function claimed(claim: ClaimSpec | undefined, number: number, { place, classes, defaultClass }: ClusterPrices) {
  // Volumes of a class that the stack does not have are what the rule pvc-class-exists is about.
  const type = classes.get(stated(claim?.storageClassName ?? defaultClass));
  if (type === undefined) return [];
  const gib = gibibytes(stated(claim?.resources?.requests?.["storage"]));
  return [{ ...volume(place, { type, gib }), ...always(number) }];
}

const unitGiB: Readonly<Record<string, number>> = { Mi: 1 / 1024, Gi: 1, Ti: 1024, M: 1e6 / 2 ** 30, G: 1e9 / 2 ** 30 };

/** A size as Kubernetes writes it (`10Gi`). NaN for what it would not take for a volume. */
function gibibytes(size: string): number {
  const [, amount = "", unit = ""] = /^([0-9.]+)([A-Za-z]*)$/.exec(size) ?? [];
  return Number(amount || NaN) * (unit === "" ? 2 ** -30 : (unitGiB[unit] ?? NaN));
}

interface StorageClass {
  metadata?: { name?: string; annotations?: Record<string, string> };
  provisioner?: string;
  parameters?: Record<string, string>;
}

interface ClaimSpec {
  storageClassName?: string;
  resources?: { requests?: Record<string, string> };
}

interface Template {
  spec?: ClaimSpec;
}

interface DeviceSet {
  count: number;
  volumeClaimTemplates?: Template[];
}

type Spec = ClaimSpec & {
  type?: string;
  replicas?: number;
  volumeClaimTemplates?: Template[];
  nodeSets?: DeviceSet[];
  storage?: unknown;
  mon?: { count?: number; volumeClaimTemplate?: Template };
};
