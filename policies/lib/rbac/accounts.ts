import type { Surroundings } from "../kubernetes/charts";
import { BUILTIN_NAMESPACES, declaredNamespaces } from "../kubernetes/namespaces";
import type { StackObjects } from "../kubernetes/stack";
import { any } from "../unknowns";
import { isBuiltinServiceAccount } from "./builtin";

/** Three-valued: whether the service account is there, or may be. */
export type AccountExists = (namespace: string, name: string) => boolean;

export function accountsOf(objects: StackObjects, surroundings: Surroundings): AccountExists {
  const declared = objects.index(
    objects.of("core/ServiceAccount").filter(({ patch }) => !patch),
    ({ namespace, name }) => `${namespace}/${name}`,
  );
  const namespaces = objects.index(declaredNamespaces(objects), ({ name }) => name);
  return (namespace, name) =>
    any(
      () => declared.some(`${namespace}/${name}`),
      () => surroundings.mayHold(namespace),
      () => isBuiltinServiceAccount(namespace, name),
      () => name === "default" && (BUILTIN_NAMESPACES.includes(namespace) || namespaces.some(namespace)),
    );
}
