import { Surroundings } from "../../lib/kubernetes/charts";
import { BUILTIN_NAMESPACES } from "../../lib/kubernetes/namespaces";
import { SERVICE, type Service } from "../../lib/kubernetes/service";
import { StackObjects } from "../../lib/kubernetes/stack";
import { AMM } from "../../lib/levels";
import { Backends, selectsPods } from "../../lib/network/backends";
import { stackRule } from "../../lib/rule";
import { every } from "../../lib/unknowns";

export const serviceSelectsPodsAndPorts = stackRule({
  name: "service-selects-pods-and-ports",
  title: "Services lead to pods",
  description:
    "A Service must select pods that the stack makes in its namespace, if it makes any there, and the ports that it names must be ports of these: else it exists and answers nobody.",
  group: "workload",
  severity: "medium",
  levels: AMM,
  references: ["kube-linter dangling-service", "kube-linter invalid-target-ports"],
  remedy: "Mend spec.selector after the labels of the pods, and targetPort after the names of their ports.",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const surroundings = new Surroundings(objects);
    const backends = new Backends(objects);
    for (const service of objects.of<Service>(SERVICE)) {
      if (service.patch) continue;
      report.on(service.urn, () => {
        const { namespace, body } = service;
        if (body.spec?.type === "ExternalName" || !selectsPods(service)) return;
        const pods = backends.shown(service, report);
        if (pods === undefined) {
          // The cluster's own pods are not of the stack.
          if (BUILTIN_NAMESPACES.includes(namespace)) return;
          if (!backends.staffed(namespace) || surroundings.mayHold(namespace)) return;
          report.violation("spec.selector must select pods of the stack");
          return;
        }
        report.each(
          () => body.spec?.ports,
          ({ targetPort }, index) => {
            if (typeof targetPort !== "string" || /^\d+$/.test(targetPort)) return;
            const named = every(
              () => pods,
              (pod) => pod.portNamed(targetPort) !== undefined,
            );
            if (!named) report.violation(`spec.ports[${index}].targetPort must be the name of a port of its pods`);
          },
        );
      });
    }
  },
});
