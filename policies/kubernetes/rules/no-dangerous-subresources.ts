import { cis } from "../../lib/frameworks";
import { objectRule } from "../../lib/kubernetes/rule";
import type { Role } from "../../lib/kubernetes/types";
import { AMM } from "../../lib/levels";
import { powersAdmission } from "../../lib/rbac/cel";
import { checkRules } from "../../lib/rbac/check";
import { DANGERS } from "../../lib/rbac/powers";
import { ROLES } from "../../lib/rbac/roles";

export const noDangerousSubresources = objectRule<Role>({
  name: "no-dangerous-subresources",
  title: "Roles stay away from nodes, tokens and admission",
  description:
    "A role must not allow what leads to nodes, to other identities or around admission: nodes/proxy, commands in containers, service account tokens, approval of certificates, webhook configurations, creation of persistent volumes.",
  group: "access",
  severity: "high",
  levels: AMM,
  framework: cis("5.1.9", "Minimize access to create persistent volumes"),
  references: ["CIS 5.1.9", "CIS 5.1.10", "CIS 5.1.11", "CIS 5.1.12", "CIS 5.1.13", "CKV_K8S_155", "CKV_K8S_156"],
  remedy: "Remove the resource from the role. A controller that cannot work without it: waive it by name.",
  kinds: ROLES,
  check: (role, report) => checkRules(role, report, DANGERS),
  admission: powersAdmission(DANGERS),
});
