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
  admission: {
    variables: {
      hostPaths: "variables.spec.?volumes.orValue([]).filter(v, has(v.hostPath))",
      foreign: "variables.hostPaths.filter(v, !(v.hostPath.path in variables.paths))",
      listed: "variables.hostPaths.filter(v, v.hostPath.path in variables.paths).map(v, v.name)",
      writing:
        "variables.containers.filter(c, c.?volumeMounts.orValue([]).exists(m, m.name in variables.listed && !m.?readOnly.orValue(false)))",
    },
    checks: [
      {
        holds: "size(variables.foreign) == 0",
        where: "'volumes ' + variables.foreign.map(v, v.name).join(', ')",
        message: "hostPath must not be set",
      },
      {
        holds: "size(variables.writing) == 0",
        where: "variables.writing.map(c, c.name).join(', ')",
        message: "volumeMounts[].readOnly must be true where it is a path of the node",
      },
    ],
  },
});
