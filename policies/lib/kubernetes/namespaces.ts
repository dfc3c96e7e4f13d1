import { Labels } from "./selector";
import type { KubernetesObject } from "./object";
import type { StackObjects } from "./stack";

/** Namespaces that every cluster has. */
export const BUILTIN_NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** The label that the API server gives every namespace, with its name. */
export const NAME_LABEL = "kubernetes.io/metadata.name";

export function declaredNamespaces(objects: StackObjects): KubernetesObject[] {
  return objects.of("core/Namespace").filter(({ patch }) => !patch);
}

/** Labels of a namespace, with the one that the API server gives to each. */
export function namespaceLabels(namespace: KubernetesObject): Labels {
  const { metadata } = namespace.body;
  return new Labels(() => metadata?.labels, typeof metadata?.name === "string" ? { [NAME_LABEL]: metadata.name } : {});
}

/** Labels of a namespace of which only the name is known. */
export function bareNamespaceLabels(name: string): Labels {
  return new Labels(() => ({}), { [NAME_LABEL]: name });
}
