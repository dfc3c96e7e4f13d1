import { Configuration } from "../../lib/kubernetes/configuration";
import { podTemplate, WORKLOADS } from "../../lib/kubernetes/pods";
import { eachReference } from "../../lib/kubernetes/references";
import { StackObjects } from "../../lib/kubernetes/stack";
import type { Workload } from "../../lib/kubernetes/types";
import { AMM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";

export const referencedConfigExists = stackRule({
  name: "referenced-config-exists",
  title: "Pods find what they name",
  description:
    "The Secrets, ConfigMaps, service accounts and priority classes that pods name must exist: without them no pod starts, and whoever makes a missing one later decides what it holds.",
  group: "workload",
  severity: "medium",
  levels: AMM,
  references: ["kube-linter non-existent-service-account"],
  remedy:
    "Mend the name, or declare the object, the Certificate or the ExternalSecret that makes it. What the cluster has already, or a program writes at run time: list it under existing in the policy's configuration, as Kind namespace/name.",
  config: {
    properties: {
      existing: {
        type: "array",
        items: { type: "string" },
        default: [],
        description: "What the cluster has already, or a program writes at run time, as Kind namespace/name.",
      },
    },
  },
  check(resources, report) {
    const { existing = [] } = report.config<{ existing: string[] }>();
    const objects = new StackObjects(resources, report);
    const configuration = new Configuration(objects, existing);
    for (const workload of objects.of<Workload>(...WORKLOADS)) {
      report.on(workload.urn, () => {
        eachReference(
          () => podTemplate(workload)?.spec,
          report,
          (reference) => {
            if (configuration.has(reference, () => workload.namespace)) return;
            report.violation(`${reference.at} names a ${reference.kind} that does not exist`);
          },
        );
      });
    }
  },
});
