import type { KubernetesObject } from "../kubernetes/object";
import type { Index, StackObjects } from "../kubernetes/stack";
import type { RoleBinding, Subject } from "../kubernetes/types";
import { text, Undetermined } from "../unknowns";
import type { EffectiveRole, Roles } from "./roles";
import { principal, type Principal } from "./subjects";

const GROUP = "rbac.authorization.k8s.io";
export const BINDINGS = [`${GROUP}/RoleBinding`, `${GROUP}/ClusterRoleBinding`];

export interface RoleRef {
  kind: string;
  name: string;
}

/** The role bindings of a stack. */
export class Bindings {
  readonly all: readonly KubernetesObject<RoleBinding>[];
  private readonly byName: Index<KubernetesObject<RoleBinding>>;

  constructor(objects: StackObjects) {
    this.all = objects.of<RoleBinding>(...BINDINGS);
    this.byName = objects.index(
      this.all.filter(({ patch }) => !patch),
      place,
    );
  }

  /** The role that a binding refers to. A patch may leave it to the binding that it patches. */
  roleRef(binding: KubernetesObject<RoleBinding>): RoleRef {
    const { kind, name } = binding.body.roleRef ?? {};
    if (kind !== undefined || name !== undefined) return { kind: text(kind), name: text(name) };
    const [patched] = this.byName.at(place(binding));
    if (binding.patch && patched) return this.roleRef(patched);
    // Bindings that the API server makes refer to the role of their own name; of others nothing is known.
    if (binding.patch && isBuiltin(binding)) return { kind: "ClusterRole", name: binding.name };
    throw new Undetermined("roleRef");
  }

  /** The role that a binding gives. */
  role(binding: KubernetesObject<RoleBinding>, roles: Roles): EffectiveRole {
    const { kind, name } = this.roleRef(binding);
    return roles.resolve(kind, name, kind === "Role" ? binding.namespace : "");
  }
}

export function isClusterBinding(binding: KubernetesObject<RoleBinding>): boolean {
  return binding.kind === "ClusterRoleBinding";
}

/** Who the subject is; unknown parts throw. */
export function subjectOf(binding: KubernetesObject<RoleBinding>, subject: Subject): Principal {
  return principal(subject, () => (isClusterBinding(binding) ? "" : binding.namespace));
}

function place(binding: KubernetesObject<RoleBinding>): string {
  return isClusterBinding(binding) ? binding.name : `${binding.namespace}/${binding.name}`;
}

function isBuiltin(binding: KubernetesObject<RoleBinding>): boolean {
  if (!isClusterBinding(binding)) return false;
  return binding.name === "cluster-admin" || binding.name.startsWith("system:");
}
