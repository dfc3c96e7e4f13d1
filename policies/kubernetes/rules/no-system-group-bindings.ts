import { celText } from "../../lib/admission/admission";
import { cis } from "../../lib/frameworks";
import { objectRule } from "../../lib/kubernetes/rule";
import type { RoleBinding } from "../../lib/kubernetes/types";
import { MMM } from "../../lib/levels";
import { BINDINGS } from "../../lib/rbac/bindings";
import { all, find } from "../../lib/unknowns";

/** Whom the API server itself takes for these, and nobody can be removed from. */
const EVERYBODY = [
  { kind: "Group", name: "system:masters", reason: "it is above RBAC: nothing can take it away again" },
  { kind: "Group", name: "system:authenticated", reason: "it is everyone who can log in, every pod included" },
  { kind: "Group", name: "system:unauthenticated", reason: "it is everyone who reaches the API server" },
  { kind: "Group", name: "system:serviceaccounts", reason: "it is every pod of the cluster" },
  { kind: "User", name: "system:anonymous", reason: "it is everyone who reaches the API server" },
];

export const noSystemGroupBindings = objectRule<RoleBinding>({
  name: "no-system-group-bindings",
  title: "No role for everybody",
  description: "A role must be bound to people, groups and workloads by name, not to groups that hold everybody.",
  group: "access",
  severity: "critical",
  levels: MMM,
  framework: cis("5.1.7", "Avoid use of system:masters group"),
  references: ["CIS 5.1.7", "KSV-0122", "KSV-0123"],
  remedy: "Bind the role to a group of your identity provider, or to the service account that needs it.",
  kinds: BINDINGS,
  check(binding, report) {
    report.each(
      () => binding.body.subjects,
      (subject, index) => {
        const everybody = find(
          () => EVERYBODY,
          ({ kind, name }) =>
            all(
              () => subject.kind === kind,
              () => subject.name === name,
            ),
        );
        if (!everybody) return;
        const { kind, name, reason } = everybody;
        report.violation(`subjects[${index}] must not be ${kind} ${name}: ${reason}`);
      },
    );
  },
  admission: {
    variables: { subjects: "dyn(object).?subjects.orValue([])" },
    checks: EVERYBODY.map(({ kind, name, reason }) => ({
      holds: `!variables.subjects.exists(s, s.kind == ${celText(kind)} && s.name == ${celText(name)})`,
      message: `subjects[] must not be ${kind} ${name}: ${reason}`,
    })),
  },
});
