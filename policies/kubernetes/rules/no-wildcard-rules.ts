import { cis } from "../../lib/frameworks";
import { objectRule } from "../../lib/kubernetes/rule";
import type { Role } from "../../lib/kubernetes/types";
import { AMM } from "../../lib/levels";
import { powersAdmission } from "../../lib/rbac/cel";
import { checkRules } from "../../lib/rbac/check";
import { WILDCARDS } from "../../lib/rbac/powers";
import { ROLES } from "../../lib/rbac/roles";

export const noWildcardRules = objectRule<Role>({
  name: "no-wildcard-rules",
  title: "Roles name what they allow",
  description:
    "A role must name its verbs, API groups and resources: * also allows what is installed or invented later.",
  group: "access",
  severity: "high",
  levels: AMM,
  framework: cis("5.1.3", "Minimize wildcard use in Roles and ClusterRoles"),
  references: ["CIS 5.1.3", "CKV_K8S_49", "KSV-0044", "KSV-0045", "KSV-0046"],
  remedy: "List the verbs, API groups and resources that the holder really uses.",
  kinds: ROLES,
  check: (role, report) => checkRules(role, report, WILDCARDS),
  admission: powersAdmission(WILDCARDS),
});
