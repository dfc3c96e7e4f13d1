import { isObject } from "./inspect";
import type { Registry } from "./registry";
import type { Manifest } from "./types";
import type { Properties } from "./values";

/** Groups of the API server itself; their kinds are namespaced unless listed below. */
const builtinGroups = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
]);

const clusterScopedKinds = new Set([
  "APIService",
  "CertificateSigningRequest",
  "ClusterRole",
  "ClusterRoleBinding",
  "ClusterTrustBundle",
  "CSIDriver",
  "CSINode",
  "CustomResourceDefinition",
  "DeviceClass",
  "FlowSchema",
  "IngressClass",
  "IPAddress",
  "MutatingAdmissionPolicy",
  "MutatingAdmissionPolicyBinding",
  "MutatingWebhookConfiguration",
  "Namespace",
  "Node",
  "PersistentVolume",
  "PriorityClass",
  "PriorityLevelConfiguration",
  "ResourceSlice",
  "RuntimeClass",
  "ServiceCIDR",
  "StorageClass",
  "ValidatingAdmissionPolicy",
  "ValidatingAdmissionPolicyBinding",
  "ValidatingWebhookConfiguration",
  "VolumeAttachment",
  "VolumeAttributesClass",
]);

const crdType = "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition";

/** Empty for the core group. */
export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

/** Which kinds live in namespaces: the API server's own, and those of every CRD among `objects` and in the program. */
export class Scopes {
  private readonly custom = new Map<string, boolean>();

  constructor(objects: readonly Manifest[], registry: Registry) {
    const registered = registry.list().filter(({ goal }) => goal.type === crdType);
    for (const definition of [...registered.map(({ goal }) => goal.inputs), ...objects]) this.learn(definition);
  }

  /** Undefined when no definition is at hand. */
  isNamespaced(apiVersion: string, kind: string): boolean | undefined {
    const group = groupOf(apiVersion);
    return builtinGroups.has(group) ? !clusterScopedKinds.has(kind) : this.custom.get(`${group}/${kind}`);
  }

  private learn(definition: Properties): void {
    const defined = definedKind(definition);
    const { spec } = definition;
    if (defined !== undefined && isObject(spec)) this.custom.set(defined, spec["scope"] === "Namespaced");
  }
}

/** `group/Kind` when the object is a CustomResourceDefinition. */
export function definedKind(object: Properties): string | undefined {
  const { kind, spec } = object;
  if (kind !== "CustomResourceDefinition" || !isObject(spec) || !isObject(spec["names"])) return undefined;
  return `${String(spec["group"])}/${String(spec["names"]["kind"])}`;
}
