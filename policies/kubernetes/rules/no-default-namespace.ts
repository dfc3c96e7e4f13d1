import { cis } from "../../lib/frameworks";
import { objectRule } from "../../lib/kubernetes/rule";
import { isClusterScoped } from "../../lib/kubernetes/scope";
import { kindKey } from "../../lib/kubernetes/type";
import { MMM } from "../../lib/levels";

export const noDefaultNamespace = objectRule({
  name: "no-default-namespace",
  title: "Nothing goes to the default namespace",
  description:
    "Every namespaced object must name its namespace, and not default, which has no quota, no policies and no owner.",
  group: "namespace",
  severity: "medium",
  levels: MMM,
  framework: cis("5.6.4", "The default namespace should not be used"),
  references: ["CIS 5.6.4", "CKV_K8S_21"],
  remedy:
    "Set metadata.namespace to a namespace of the platform. A cluster-scoped custom resource: add its group/Kind to clusterScoped in the policy's configuration.",
  config: {
    properties: {
      clusterScoped: {
        type: "array",
        items: { type: "string" },
        description: "Kinds of custom resources, as group/Kind, that belong to no namespace.",
      },
    },
  },
  check(object, report) {
    if (isClusterScoped(object.type)) return;
    const namespace = object.statedNamespace;
    if (namespace === "default") report.violation("metadata.namespace must not be default");
    if (namespace !== undefined) return;
    const { clusterScoped } = report.config<{ clusterScoped: string[] }>();
    if (clusterScoped?.includes(kindKey(object.type))) return;
    report.violation("metadata.namespace must be set; without it the object goes to default");
  },
});
