import { celText } from "../../lib/admission/admission";
import { cis } from "../../lib/frameworks";
import { objectRule } from "../../lib/kubernetes/rule";
import type { Role } from "../../lib/kubernetes/types";
import { AMM } from "../../lib/levels";
import { powersAdmission, ROLE_RULES } from "../../lib/rbac/cel";
import { checkRules } from "../../lib/rbac/check";
import { CEL_READS_NAMED_SECRETS, readsNamedSecrets, SECRET_READS } from "../../lib/rbac/powers";
import { ROLES } from "../../lib/rbac/roles";

const TO_VIEW = "rbac.authorization.k8s.io/aggregate-to-view";

export const noBroadSecretRead = objectRule<Role>({
  name: "no-broad-secret-read",
  title: "Roles read only the Secrets they name",
  description:
    "A role that reads Secrets must name them in resourceNames, and must not be aggregated into view, whose holders are to see none.",
  group: "access",
  severity: "high",
  levels: AMM,
  framework: cis("5.1.2", "Minimize access to secrets"),
  references: ["CIS 5.1.2", "KSV-0041"],
  remedy:
    "List the Secrets in resourceNames (list and watch then need a field selector), or remove the verbs get, list, watch and patch; remove the label aggregate-to-view.",
  kinds: ROLES,
  check(role, report) {
    checkRules(role, report, SECRET_READS);
    report.attempt(() => {
      if (role.kind !== "ClusterRole" || role.body.metadata?.labels?.[TO_VIEW] !== "true") return;
      report.each(
        () => role.body.rules,
        (rule, index) => {
          if (readsNamedSecrets(rule))
            report.violation(`rules[${index}] gives every holder of view the Secrets it names`);
        },
      );
    });
  },
  admission: {
    variables: {
      ...ROLE_RULES,
      inView: `request.kind.kind == 'ClusterRole' && dyn(object).metadata.?labels[?${celText(TO_VIEW)}].orValue('') == 'true'`,
    },
    checks: [
      ...powersAdmission(SECRET_READS).checks,
      {
        holds: `!variables.inView || !variables.rules.exists(r, ${CEL_READS_NAMED_SECRETS})`,
        message: "rules[] must not give every holder of view the Secrets that they name",
      },
    ],
  },
});
