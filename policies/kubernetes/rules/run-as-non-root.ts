import { cis } from "../../lib/frameworks";
import { containerRule } from "../../lib/kubernetes/container-rule";
import { AMM } from "../../lib/levels";

export const runAsNonRoot = containerRule({
  name: "run-as-non-root",
  title: "Nobody is root",
  description:
    "Containers must run as another user than root, by themselves or by their pod: root in a container that breaks out is root on the node.",
  group: "workload",
  severity: "high",
  levels: AMM,
  framework: cis("5.2.7", "Minimize the admission of root containers"),
  references: ["PSS restricted", "CIS 5.2.7", "CKV_K8S_23", "CKV_K8S_40"],
  remedy:
    "Set securityContext.runAsNonRoot: true for the pod, and runAsUser where the image names its user by name or not at all.",
  check({ container, at, pod, patch }, report) {
    report.attempt(() => {
      const nonRoot = container.securityContext?.runAsNonRoot ?? pod()?.securityContext?.runAsNonRoot;
      if (nonRoot === true || (patch && nonRoot === undefined)) return;
      report.violation(`${at}.securityContext.runAsNonRoot must be true, or that of its pod`);
    });
    report.attempt(() => {
      const user = container.securityContext?.runAsUser ?? pod()?.securityContext?.runAsUser;
      if (user === 0) report.violation(`${at}.securityContext.runAsUser must not be 0, nor that of its pod`);
    });
  },
  admission: {
    variables: { pod: "variables.spec.?securityContext.orValue({})" },
    checks: [
      {
        violates: "!c.?securityContext.?runAsNonRoot.or(variables.pod.?runAsNonRoot).orValue(false)",
        message: "securityContext.runAsNonRoot must be true, or that of its pod",
      },
      {
        violates: "c.?securityContext.?runAsUser.or(variables.pod.?runAsUser).orValue(1) == 0",
        message: "securityContext.runAsUser must not be 0, nor that of its pod",
      },
    ],
  },
});
