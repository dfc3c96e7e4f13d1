import { celList } from "../../lib/admission/admission";
import { cis } from "../../lib/frameworks";
import { containerRule } from "../../lib/kubernetes/container-rule";
import { RRM } from "../../lib/levels";

const FILTERS = ["RuntimeDefault", "Localhost"];

export const seccompRuntimeDefault = containerRule({
  name: "seccomp-runtime-default",
  title: "System calls are filtered",
  description:
    "Pods or their containers must have the seccomp profile RuntimeDefault or one of the node: without it they may make every system call, and most escapes need a rare one.",
  group: "workload",
  severity: "medium",
  levels: RRM,
  framework: cis("5.6.2", "Ensure that the seccomp profile is set to docker/default in your pod definitions"),
  references: ["PSS restricted", "CIS 5.6.2", "CKV_K8S_31"],
  remedy: "Set securityContext.seccompProfile.type: RuntimeDefault for the pod.",
  check({ container, at, pod, patch }, report) {
    const profile = container.securityContext?.seccompProfile ?? pod()?.securityContext?.seccompProfile;
    if (patch && !profile) return;
    if (FILTERS.includes(profile?.type ?? "")) return;
    report.violation(
      `${at}.securityContext.seccompProfile.type must be RuntimeDefault or Localhost, or that of its pod`,
    );
  },
  fix({ container, pod }) {
    if (container.securityContext?.seccompProfile ?? pod()?.securityContext?.seccompProfile) return false;
    container.securityContext ??= {};
    container.securityContext.seccompProfile = { type: "RuntimeDefault" };
    return true;
  },
  admission: {
    variables: { pod: "variables.spec.?securityContext.?seccompProfile.orValue({})" },
    checks: [
      {
        violates: `!(c.?securityContext.?seccompProfile.orValue(variables.pod).?type.orValue('') in ${celList(FILTERS)})`,
        message: "securityContext.seccompProfile.type must be RuntimeDefault or Localhost, or that of its pod",
      },
    ],
  },
});
