import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { clusterRoles, groupSubjects, rulesOf, type Role } from "./lib/roles";

export interface AccessArgs {
  /** Groups by role, as the API server sees them. Developers are bound in namespaces, not here. */
  groups: {
    admins: string[];
    operators: string[];
    viewers: string[];
    /** `cluster-admin` while enabled; the binding is absent otherwise. */
    breakGlass: { enabled: boolean; groups: string[] };
  };
}

/** The four roles of the platform as ClusterRoles, and who holds them in the whole cluster. */
export class Access extends pulumi.ComponentResource {
  constructor(name: string, args: AccessArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Access", name, {}, opts);
    const owned = { parent: this };

    for (const role of Object.keys(clusterRoles) as Role[]) {
      new k8s.rbac.v1.ClusterRole(
        `${name}-${role}`,
        { metadata: { name: clusterRoles[role] }, rules: rulesOf[role] },
        owned,
      );
    }
    const bind = (suffix: string, binding: string, role: string, groups: string[]) => {
      if (groups.length === 0) return;
      new k8s.rbac.v1.ClusterRoleBinding(
        `${name}-${suffix}`,
        {
          metadata: { name: binding },
          roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
          subjects: groupSubjects(groups),
        },
        owned,
      );
    };
    bind("admins", "platform-admins", clusterRoles.admin, args.groups.admins);
    bind("operators", "platform-operators", clusterRoles.operator, args.groups.operators);
    bind("viewers", "platform-viewers", clusterRoles.viewer, args.groups.viewers);
    const { enabled, groups: breakGlass } = args.groups.breakGlass;
    if (enabled) bind("break-glass", "platform-break-glass", "cluster-admin", breakGlass);

    this.registerOutputs();
  }
}
