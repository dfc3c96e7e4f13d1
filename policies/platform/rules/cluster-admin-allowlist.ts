import { cis } from "../../lib/frameworks";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { StackObjects } from "../../lib/kubernetes/stack";
import type { RoleBinding } from "../../lib/kubernetes/types";
import { MMM } from "../../lib/levels";
import { adminWays, isFull } from "../../lib/rbac/admin";
import { Bindings, isClusterBinding, subjectOf } from "../../lib/rbac/bindings";
import { Roles, type EffectiveRole } from "../../lib/rbac/roles";
import { principalLabel } from "../../lib/rbac/subjects";
import type { Report } from "../../lib/report";
import { stackRule } from "../../lib/rule";

export const clusterAdminAllowlist = stackRule({
  name: "cluster-admin-allowlist",
  title: "Nobody is cluster-admin unnoticed",
  description:
    "Only allowed subjects may hold what amounts to cluster-admin, whatever the role is called and wherever its rules come from.",
  group: "access",
  severity: "critical",
  levels: MMM,
  framework: cis("5.1.1", "Ensure that the cluster-admin role is only used where required"),
  references: ["CIS 5.1.1", "C-0035", "kube-linter cluster-admin-role-binding"],
  remedy:
    'Bind a role that names what is needed. An accepted subject: waive the binding, or list it ("Group platform-admins", "ServiceAccount namespace/name") under subjects in the policy\'s configuration.',
  config: {
    properties: {
      subjects: {
        type: "array",
        items: { type: "string" },
        description: "Subjects that may be cluster-admin: User NAME, Group NAME or ServiceAccount NAMESPACE/NAME.",
      },
    },
  },
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const roles = new Roles(objects);
    const bindings = new Bindings(objects);
    const allowed = new Set(report.config<{ subjects: string[] }>().subjects ?? []);
    for (const binding of bindings.all) {
      report.on(binding.urn, () => {
        // A role that nothing here knows is reported by binding-targets-exist.
        const role = bindings.role(binding, roles);
        const reason = reasonAgainst(binding, role, report);
        if (reason === undefined) return;
        const subjects = report.filter(
          () => binding.body.subjects,
          (subject) => !allowed.has(principalLabel(subjectOf(binding, subject))),
        );
        const names = subjects.map((subject) => principalLabel(subjectOf(binding, subject)));
        if (names.length > 0) report.violation(`${names.join(", ")} must not get the ${role.label}: ${reason}`);
      });
    }
  },
});

function reasonAgainst(
  binding: KubernetesObject<RoleBinding>,
  role: EffectiveRole,
  report: Report,
): string | undefined {
  if (isClusterBinding(binding)) return clusterWide(role, report);
  // Rights in kube-system reach the accounts of the control plane.
  if (binding.namespace === "kube-system") return clusterWide(role, report);
  const full = role.label.startsWith("ClusterRole ") && isFull(role);
  return full ? "it may do everything in the namespace, its policies and quota included" : undefined;
}

function clusterWide(role: EffectiveRole, report: Report): string | undefined {
  const { why, unknown } = adminWays(role);
  if (why.length > 0) return why.join(", ");
  for (const item of unknown) report.undetermined(item);
  return undefined;
}
