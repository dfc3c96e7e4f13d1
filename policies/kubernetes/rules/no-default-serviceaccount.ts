import { podVariables } from "../../lib/admission/pods";
import { cis } from "../../lib/frameworks";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { podTemplate, WORKLOADS } from "../../lib/kubernetes/pods";
import { objectRule } from "../../lib/kubernetes/rule";
import { kindKey } from "../../lib/kubernetes/type";
import type { RoleBinding, Workload } from "../../lib/kubernetes/types";
import { AMM } from "../../lib/levels";
import { BINDINGS } from "../../lib/rbac/bindings";
import { principal } from "../../lib/rbac/subjects";
import type { Report } from "../../lib/report";

export const noDefaultServiceaccount = objectRule({
  name: "no-default-serviceaccount",
  title: "The default service account has no use",
  description:
    "Workloads must run as a service account of their own, and no role may be bound to default, which every pod that forgets to say gets.",
  group: "access",
  severity: "medium",
  levels: AMM,
  framework: cis("5.1.5", "Ensure that default service accounts are not actively used"),
  references: ["CIS 5.1.5", "CKV_K8S_41", "CKV_K8S_42"],
  remedy: "Create a ServiceAccount for the workload, name it in serviceAccountName, and bind the role to it.",
  kinds: [...WORKLOADS, ...BINDINGS],
  check(object, report) {
    if ((BINDINGS as readonly string[]).includes(kindKey(object.type))) checkBinding(object, report);
    else checkWorkload(object, report);
  },
  admission: {
    variables: {
      ...podVariables(),
      // Not spec.serviceAccount: the API server copies it.
      account: "variables.spec.?serviceAccountName.orValue('')",
      binds: "request.kind.group == 'rbac.authorization.k8s.io'",
      subjects: "variables.binds ? dyn(object).?subjects.orValue([]) : []",
    },
    checks: [
      {
        holds:
          "!variables.subjects.exists(s, s.kind == 'ServiceAccount' ? s.name == 'default' : s.kind == 'User' && s.name.matches('^system:serviceaccount:[^:]+:default$'))",
        message: "subjects[] must not be the service account default",
      },
      { holds: "variables.account != 'default'", message: "serviceAccountName must not be default" },
      {
        holds: "variables.binds || variables.account != ''",
        message: "serviceAccountName must be set; without it the pod runs as default",
      },
    ],
  },
});

function checkBinding(binding: KubernetesObject<RoleBinding>, report: Report): void {
  report.each(
    () => binding.body.subjects,
    (subject, index) => {
      if (subject.kind === "Group") return;
      // The namespace does not matter, and may be unknown.
      const who = principal({ kind: subject.kind, name: subject.name }, () => "");
      if (who.kind === "ServiceAccount" && who.name === "default") {
        report.violation(`subjects[${index}] must not be the service account default`);
      }
    },
  );
}

function checkWorkload(workload: KubernetesObject<Workload>, report: Report): void {
  const spec = podTemplate(workload)?.spec;
  const account = spec?.serviceAccountName || spec?.serviceAccount;
  if (account === "default") report.violation("serviceAccountName must not be default");
  if (!account && !workload.patch)
    report.violation("serviceAccountName must be set; without it the pod runs as default");
}
