import { Surroundings } from "../../lib/kubernetes/charts";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { StackObjects } from "../../lib/kubernetes/stack";
import type { RoleBinding, Subject } from "../../lib/kubernetes/types";
import { AMM } from "../../lib/levels";
import { accountsOf, type AccountExists } from "../../lib/rbac/accounts";
import { Bindings, isClusterBinding, subjectOf } from "../../lib/rbac/bindings";
import { isBuiltinRole } from "../../lib/rbac/builtin";
import { Roles } from "../../lib/rbac/roles";
import type { Report } from "../../lib/report";
import { stackRule } from "../../lib/rule";
import { any } from "../../lib/unknowns";

export const bindingTargetsExist = stackRule({
  name: "binding-targets-exist",
  title: "Bindings bind what exists",
  description:
    "The role and the service accounts that a binding names must exist: whoever creates a missing one later gets or gives these rights.",
  group: "access",
  severity: "medium",
  levels: AMM,
  references: [],
  remedy: "Mend the name or namespace, or declare the role or service account in the same stack.",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const roles = new Roles(objects);
    const bindings = new Bindings(objects);
    const surroundings = new Surroundings(objects);
    const account = accountsOf(objects, surroundings);
    for (const binding of bindings.all) {
      report.on(binding.urn, () => {
        report.attempt(() => checkRole(binding, bindings, roles, surroundings, report));
        report.each(
          () => binding.body.subjects,
          (subject, index) => checkSubject(binding, subject, `subjects[${index}]`, account, report),
        );
      });
    }
  },
});

function checkRole(
  binding: KubernetesObject<RoleBinding>,
  bindings: Bindings,
  roles: Roles,
  surroundings: Surroundings,
  report: Report,
): void {
  if (binding.patch && binding.body.roleRef === undefined) return;
  const { kind, name } = bindings.roleRef(binding);
  if (kind !== "ClusterRole" && (kind !== "Role" || isClusterBinding(binding))) {
    report.violation("roleRef.kind must be ClusterRole, or Role in a RoleBinding");
    return;
  }
  const exists =
    kind === "ClusterRole"
      ? any(
          () => roles.exists(kind, name, ""),
          () => surroundings.mayHoldClusterScoped,
        )
      : any(
          () => roles.exists(kind, name, binding.namespace),
          () => isBuiltinRole(binding.namespace, name),
          () => surroundings.mayHold(binding.namespace),
        );
  if (!exists) report.violation(`roleRef names the ${kind} ${name}, which does not exist`);
}

function checkSubject(
  binding: KubernetesObject<RoleBinding>,
  subject: Subject,
  at: string,
  exists: AccountExists,
  report: Report,
): void {
  // A role binding means its own namespace then.
  if (isClusterBinding(binding) && subject.kind === "ServiceAccount" && !subject.namespace) {
    report.violation(`${at}.namespace must be set: a service account has one`);
    return;
  }
  const who = subjectOf(binding, subject);
  if (who.kind !== "ServiceAccount" || exists(who.namespace, who.name)) return;
  report.violation(`${at} names the ServiceAccount ${who.namespace}/${who.name}, which does not exist`);
}
