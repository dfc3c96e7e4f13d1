import { containerRule } from "../../lib/kubernetes/container-rule";
import { AMM } from "../../lib/levels";

export const readOnlyRootFilesystem = containerRule({
  name: "read-only-root-filesystem",
  title: "Containers do not change their image",
  description:
    "Containers must have a read-only root filesystem: whoever breaks in cannot leave a program there, and what a container writes does not fill its node.",
  group: "workload",
  severity: "low",
  levels: AMM,
  references: ["CKV_K8S_22", "C-0017", "Pulumi compliance-policies"],
  remedy: "Set securityContext.readOnlyRootFilesystem: true, and mount an emptyDir where it writes.",
  check({ container, at, patch }, report) {
    const readOnly = container.securityContext?.readOnlyRootFilesystem;
    if (readOnly === true || (patch && readOnly === undefined)) return;
    report.violation(`${at}.securityContext.readOnlyRootFilesystem must be true`);
  },
  admission: {
    checks: [
      {
        violates: "!c.?securityContext.?readOnlyRootFilesystem.orValue(false)",
        message: "securityContext.readOnlyRootFilesystem must be true",
      },
    ],
  },
});
