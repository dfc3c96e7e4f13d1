import { cis } from "../../lib/frameworks";
import { podRule } from "../../lib/kubernetes/pod-rule";
import { MMM } from "../../lib/levels";

const NAMESPACES = ["hostNetwork", "hostPID", "hostIPC"] as const;

export const noHostNamespaces = podRule({
  name: "no-host-namespaces",
  title: "Pods stay in namespaces of their own",
  description:
    "Pods must not share the network, processes or IPC of their node: there no network policy holds, and every process and its secrets can be seen.",
  group: "workload",
  severity: "critical",
  levels: MMM,
  framework: cis("5.2.3", "Minimize the admission of containers wishing to share the host process ID namespace"),
  references: ["PSS baseline", "CIS 5.2.3", "CIS 5.2.4", "CIS 5.2.5"],
  remedy: "Remove hostNetwork, hostPID and hostIPC. An agent of the nodes or of storage: waive it by name.",
  check({ spec }, report) {
    report.each(
      () => NAMESPACES,
      (namespace) => {
        if (spec()?.[namespace] === true) report.violation(`${namespace} must not be true`);
      },
    );
  },
  admission: {
    checks: NAMESPACES.map((namespace) => ({
      holds: `!variables.spec.?${namespace}.orValue(false)`,
      message: `${namespace} must not be true`,
    })),
  },
});
