import { cis } from "../../lib/frameworks";
import { objectRule } from "../../lib/kubernetes/rule";
import type { Role } from "../../lib/kubernetes/types";
import { MMM } from "../../lib/levels";
import { powersAdmission } from "../../lib/rbac/cel";
import { checkRules } from "../../lib/rbac/check";
import { ESCALATIONS } from "../../lib/rbac/powers";
import { ROLES } from "../../lib/rbac/roles";

export const noBindEscalateImpersonate = objectRule<Role>({
  name: "no-bind-escalate-impersonate",
  title: "Roles cannot grant themselves more",
  description: "A role must not allow bind, escalate or impersonate: each turns its holder into whoever it likes.",
  group: "access",
  severity: "critical",
  levels: MMM,
  framework: cis("5.1.8", "Limit use of the Bind, Impersonate and Escalate permissions in the Kubernetes cluster"),
  references: ["CIS 5.1.8", "CKV_K8S_157", "CKV_K8S_158"],
  remedy: "Remove the verb. Who must grant roles gets them from the platform's configuration instead.",
  kinds: ROLES,
  check: (role, report) => checkRules(role, report, ESCALATIONS),
  admission: powersAdmission(ESCALATIONS),
});
