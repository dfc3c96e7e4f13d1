import { cis } from "../../lib/frameworks";
import { containerRule } from "../../lib/kubernetes/container-rule";
import { MMM } from "../../lib/levels";

export const noPrivilegedContainers = containerRule({
  name: "no-privileged-containers",
  title: "No privileged containers",
  description: "Containers must not be privileged: root in such a one is root on its node, with all devices.",
  group: "workload",
  severity: "critical",
  levels: MMM,
  framework: cis("5.2.2", "Minimize the admission of privileged containers"),
  references: ["PSS baseline", "CIS 5.2.2", "CKV_K8S_16", "C-0057"],
  remedy:
    "Remove securityContext.privileged and add the capabilities that it really needs. An agent of the nodes or of storage: waive it by container.",
  check({ container, at }, report) {
    if (container.securityContext?.privileged === true) {
      report.violation(`${at}.securityContext.privileged must not be true`);
    }
  },
  admission: {
    checks: [
      {
        violates: "c.?securityContext.?privileged.orValue(false)",
        message: "securityContext.privileged must not be true",
      },
    ],
  },
});
