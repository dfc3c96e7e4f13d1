import { cis } from "../../lib/frameworks";
import { podRule } from "../../lib/kubernetes/pod-rule";
import { eachContainer } from "../../lib/kubernetes/pods";
import { AMM } from "../../lib/levels";
import { text } from "../../lib/unknowns";

export const noHostPath = podRule({
  name: "no-host-path",
  title: "Pods do not see the node's files",
  description:
    "Pods must not mount paths of their node, but for those that the configuration lists, and these read-only: who writes there takes over the node.",
  group: "workload",
  severity: "high",
  levels: AMM,
  framework: cis("5.2.11", "Minimize the admission of HostPath volumes"),
  references: ["CIS 5.2.11", "C-0048", "C-0045"],
  remedy:
    "Use a claim, an emptyDir or a projected volume. A path that many agents read: list it under paths in the policy's configuration. One agent: waive it by name.",
  config: {
    properties: {
      paths: { type: "array", items: { type: "string" }, default: [], description: "Paths that pods may read." },
    },
  },
  check({ spec }, report) {
    const { paths = [] } = report.config<{ paths: string[] }>();
    report.each(
      () => spec()?.volumes,
      ({ name, hostPath }, index) => {
        if (!hostPath) return;
        if (!paths.includes(text(hostPath.path))) {
          report.violation(`volumes[${index}].hostPath must not be set`);
          return;
        }
        eachContainer(spec, report, (container, list, i) => {
          report.each(
            () => container.volumeMounts,
            (mount, j) => {
              if (mount.name !== name || mount.readOnly === true) return;
              report.violation(`${list}[${i}].volumeMounts[${j}].readOnly must be true: it is a path of the node`);
            },
          );
        });
      },
    );
  },
});
