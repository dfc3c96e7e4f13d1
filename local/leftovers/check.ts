import { label, type KubernetesObject } from "../kubernetes";
import type { Found } from "./read";

/** Something that a destroyed stack left behind, or that keeps it from being destroyed. */
export interface Leftover {
  subject: string;
  message: string;
  remedy: string;
}

export interface Scope {
  /** Namespaces of the stack. @default absent - the whole cluster is the stack's */
  namespaces?: ReadonlySet<string>;
  /** How external-dns marks the stack's records. */
  owner: string;
}

/** What is left of a stack, the causes of others first. */
export function leftovers({ objects, records }: Found, scope: Scope): Leftover[] {
  const of = (kind: string) => objects.filter((object) => object.kind === kind);
  const mine = scoped(scope);
  const own = (kind: string) => of(kind).filter(({ metadata }) => mine(metadata.namespace));
  const alive = new Set(
    of("Namespace").flatMap(({ metadata }) => (terminating(metadata) ? [] : [metadata.name ?? ""])),
  );
  return [
    ...of("APIService").flatMap(unavailable),
    ...[...of("ValidatingWebhookConfiguration"), ...of("MutatingWebhookConfiguration")].flatMap((object) =>
      unanswered(object, alive),
    ),
    ...objects.filter((object) => isFlux(object) && mine(object.metadata.namespace)).map(reconciled),
    ...objects
      .filter(({ kind, metadata }) => kind !== "Namespace" && terminating(metadata))
      // What belongs to no namespace may be anybody's, and stuck it is a matter of everybody.
      .filter(({ metadata: { namespace } }) => namespace === undefined || mine(namespace))
      .flatMap(held),
    ...own("Service").flatMap(loadBalancer),
    ...own("Ingress").map(published),
    ...records.filter(({ owner }) => owner === scope.owner).map(record),
    ...own("PersistentVolumeClaim").map(claim),
    ...of("PersistentVolume")
      .filter((volume) => mine(claimOf(volume)?.namespace))
      .map(volumeLeft),
    ...of("Namespace")
      .filter(({ metadata }) => mine(metadata.name))
      .map(namespaceLeft),
  ];
}

/** Whether a namespace is the stack's. */
export function scoped({ namespaces }: Scope): (namespace: string | undefined) => boolean {
  return (namespace = "") => (namespaces === undefined ? !SYSTEM.has(namespace) : namespaces.has(namespace));
}

/** Namespaces that every cluster has. */
const SYSTEM = new Set(["", "default", "kube-node-lease", "kube-public", "kube-system"]);

interface Condition {
  type: string;
  status: string;
  message?: string;
}

const conditions = (object: KubernetesObject) =>
  ((object["status"] ?? {}) as { conditions?: Condition[] }).conditions ?? [];
const terminating = (metadata: KubernetesObject["metadata"]) => metadata.deletionTimestamp !== undefined;
const finalizersOf = ({ metadata }: KubernetesObject) => (metadata["finalizers"] ?? []) as string[];
const spec = <Spec>(object: KubernetesObject) => (object["spec"] ?? {}) as Spec;

function unavailable(object: KubernetesObject): Leftover[] {
  const down = conditions(object).find(({ type, status }) => type === "Available" && status === "False");
  const { service } = spec<{ service?: object | null }>(object);
  if (!down || !service) return [];
  const name = object.metadata.name ?? "";
  return [
    {
      subject: label(object),
      message: `nothing answers for it (${down.message ?? "no reason given"}): no namespace can be finalised`,
      remedy: `kubectl delete apiservice ${name}`,
    },
  ];
}

/** A webhook that must be asked and cannot be. */
function unanswered(object: KubernetesObject, alive: ReadonlySet<string>): Leftover[] {
  interface Webhook {
    name: string;
    failurePolicy?: string;
    clientConfig?: { service?: { namespace: string; name: string } };
  }
  const closed = ((object["webhooks"] ?? []) as Webhook[]).filter(({ failurePolicy, clientConfig }) => {
    const namespace = clientConfig?.service?.namespace;
    return failurePolicy !== "Ignore" && namespace !== undefined && !alive.has(namespace);
  });
  if (closed.length === 0) return [];
  const kind = object.kind.toLowerCase();
  return [
    {
      subject: label(object),
      message: `fails closed, and the namespace of its service is gone: ${closed.map(({ name }) => name).join(", ")}`,
      remedy: `kubectl delete ${kind} ${object.metadata.name ?? ""}`,
    },
  ];
}

/** What Flux deploys over and over. */
export function isFlux({ apiVersion, kind }: KubernetesObject): boolean {
  return ["Kustomization", "HelmRelease"].includes(kind) && apiVersion.includes(".toolkit.fluxcd.io/");
}

function reconciled(object: KubernetesObject): Leftover {
  const { name, namespace } = object.metadata;
  const command = object.kind === "Kustomization" ? "kustomization" : "helmrelease";
  const suspended = spec<{ suspend?: boolean }>(object).suspend === true;
  return {
    subject: label(object),
    message: suspended ? "is suspended and still there" : "makes again what is deleted",
    remedy: suspended
      ? `kubectl delete ${command} ${name} --namespace ${namespace} while Flux runs, so that it prunes what it made`
      : `flux suspend ${command} ${name} --namespace ${namespace}`,
  };
}

/** Something that waits for whoever was to clean up behind it. */
function held(object: KubernetesObject): Leftover[] {
  const finalizers = finalizersOf(object);
  if (finalizers.length === 0) return [];
  return [
    {
      subject: label(object),
      message: `is being deleted since ${object.metadata.deletionTimestamp} and waits for ${finalizers.join(", ")}`,
      remedy:
        "let the controller of that finalizer run until it has cleaned up; if it is gone for good, delete what it would have deleted, then take the finalizer off (kubectl patch --type merge)",
    },
  ];
}

export function isLoadBalancer(object: KubernetesObject): boolean {
  return object.kind === "Service" && spec<{ type?: string }>(object).type === "LoadBalancer";
}

function loadBalancer(object: KubernetesObject): Leftover[] {
  if (!isLoadBalancer(object)) return [];
  const status = (object["status"] ?? {}) as { loadBalancer?: { ingress?: { hostname?: string; ip?: string }[] } };
  const [address] = status.loadBalancer?.ingress ?? [];
  const where = address?.hostname ?? address?.ip;
  const { name, namespace } = object.metadata;
  return [
    {
      subject: label(object),
      message:
        where === undefined
          ? "asks the cloud for a load balancer"
          : `has a load balancer of the cloud, which costs money: ${where}`,
      remedy: `kubectl delete service ${name} --namespace ${namespace} while the cloud's controller runs, which then deletes the load balancer`,
    },
  ];
}

function published(object: KubernetesObject): Leftover {
  const { rules = [] } = spec<{ rules?: { host?: string }[] }>(object);
  const hosts = rules.flatMap(({ host }) => (host === undefined ? [] : [host]));
  const { name, namespace } = object.metadata;
  return {
    subject: label(object),
    message: `publishes ${hosts.join(", ") || "no host"}`,
    remedy: `kubectl delete ingress ${name} --namespace ${namespace} while external-dns runs, and wait a minute: it deletes the records`,
  };
}

function record({ host, mark }: Found["records"][number]): Leftover {
  return {
    subject: `DNS record ${host}`,
    message: `is still the stack's, says ${mark}`,
    remedy: `delete the record of ${host} together with the TXT record ${mark} in the zone`,
  };
}

function claim(object: KubernetesObject): Leftover {
  const { name, namespace } = object.metadata;
  return {
    subject: label(object),
    message: "holds data",
    remedy: `back it up or move it; then kubectl delete persistentvolumeclaim ${name} --namespace ${namespace}`,
  };
}

interface Volume {
  claimRef?: { namespace: string; name: string };
  persistentVolumeReclaimPolicy?: string;
  csi?: { driver: string; volumeHandle: string };
}

const claimOf = (volume: KubernetesObject) => spec<Volume>(volume).claimRef;

function volumeLeft(object: KubernetesObject): Leftover {
  const { csi, persistentVolumeReclaimPolicy = "Retain", claimRef } = spec<Volume>(object);
  const phase = ((object["status"] ?? {}) as { phase?: string }).phase ?? "in an unknown phase";
  const disk = csi ? `${csi.volumeHandle} of ${csi.driver}` : "what it stands for";
  return {
    subject: label(object),
    message: `is ${phase}, of ${claimRef?.namespace}/${claimRef?.name}, reclaim policy ${persistentVolumeReclaimPolicy}`,
    remedy: `keep ${disk} or delete it in the cloud or in Ceph: deleting the object (kubectl delete persistentvolume ${object.metadata.name}) does not`,
  };
}

function namespaceLeft(object: KubernetesObject): Leftover {
  const { name, deletionTimestamp } = object.metadata;
  const why = conditions(object).flatMap(({ status, message }) => (status === "True" && message ? [message] : []));
  if (deletionTimestamp === undefined) {
    return { subject: label(object), message: "is still there", remedy: `kubectl delete namespace ${name}` };
  }
  return {
    subject: label(object),
    message: `is being deleted since ${deletionTimestamp}${why.length > 0 ? `: ${why.join(" ")}` : ""}`,
    remedy: "mend what is listed above; never take the finalizer off a namespace, which would hide what is left in it",
  };
}
