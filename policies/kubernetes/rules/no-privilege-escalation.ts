import { cis } from "../../lib/frameworks";
import { containerRule } from "../../lib/kubernetes/container-rule";
import { RMM } from "../../lib/levels";
import { some } from "../../lib/unknowns";

export const noPrivilegeEscalation = containerRule({
  name: "no-privilege-escalation",
  title: "Processes gain no privileges",
  description:
    "Containers must set allowPrivilegeEscalation to false: else a program with the setuid bit makes root of any user.",
  group: "workload",
  severity: "medium",
  levels: RMM,
  framework: cis("5.2.6", "Minimize the admission of containers with allowPrivilegeEscalation"),
  references: ["PSS restricted", "CIS 5.2.6", "CKV_K8S_20"],
  remedy: "Set securityContext.allowPrivilegeEscalation: false.",
  check({ container, at, patch }, report) {
    const allowed = container.securityContext?.allowPrivilegeEscalation;
    if (allowed === false || (patch && allowed === undefined)) return;
    report.violation(`${at}.securityContext.allowPrivilegeEscalation must be false`);
  },
  fix({ container }) {
    const { allowPrivilegeEscalation, privileged, capabilities } = container.securityContext ?? {};
    if (allowPrivilegeEscalation !== undefined || privileged === true) return false;
    // The API server refuses both together.
    const admin = some(
      () => capabilities?.add,
      (capability) => /^(CAP_)?SYS_ADMIN$/.test(capability),
    );
    if (admin) return false;
    container.securityContext ??= {};
    container.securityContext.allowPrivilegeEscalation = false;
    return true;
  },
  admission: {
    checks: [
      {
        violates: "c.?securityContext.?allowPrivilegeEscalation.orValue(true)",
        message: "securityContext.allowPrivilegeEscalation must be false",
      },
    ],
  },
});
