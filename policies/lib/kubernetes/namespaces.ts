import { attempt } from "../unknowns";
import { Labels } from "./labels";
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
  const name = attempt(() => namespace.name);
  const implied: Record<string, string> = typeof name === "string" ? { [NAME_LABEL]: name } : {};
  return new Labels(() => namespace.body.metadata?.labels, { owner: namespace.id, implied });
}

/** Labels of a namespace of which only the name is known. */
export function bareNamespaceLabels(name: string): Labels {
  return new Labels(() => ({}), { implied: { [NAME_LABEL]: name } });
}
