import { cis } from "../../lib/frameworks";
import { containerRule } from "../../lib/kubernetes/container-rule";
import { AMM } from "../../lib/levels";

export const noHostPort = containerRule({
  name: "no-host-port",
  title: "No ports of the node",
  description:
    "Containers must not take ports of their node: these are open to whoever reaches the node, and only one pod fits there.",
  group: "workload",
  severity: "medium",
  levels: AMM,
  framework: cis("5.2.12", "Minimize the admission of containers which use HostPorts"),
  references: ["CIS 5.2.12", "CKV_K8S_26"],
  remedy: "Remove hostPort and put a Service before the pods.",
  check({ container, at }, report) {
    report.each(
      () => container.ports,
      ({ hostPort }, index) => {
        // 0 is none.
        if (hostPort) report.violation(`${at}.ports[${index}].hostPort must not be set`);
      },
    );
  },
  admission: {
    checks: [
      {
        violates: "c.?ports.orValue([]).exists(p, p.?hostPort.orValue(0) != 0)",
        message: "ports[].hostPort must not be set",
      },
    ],
  },
});
