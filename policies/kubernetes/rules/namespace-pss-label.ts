import { celText } from "../../lib/admission/admission";
import { RMM } from "../../lib/levels";
import { cis } from "../../lib/frameworks";
import { objectRule } from "../../lib/kubernetes/rule";

const LABEL = "pod-security.kubernetes.io/enforce";

export const namespacePssLabel = objectRule({
  name: "namespace-pss-label",
  title: "Namespaces enforce Pod Security",
  description:
    "A namespace must enforce the Pod Security Standard restricted, so that the API server refuses pods that could leave their container.",
  group: "namespace",
  severity: "high",
  levels: RMM,
  framework: cis("5.2.1", "Ensure that the cluster has at least one active policy control mechanism in place"),
  references: ["CIS 5.2.1", "Kyverno add-psa-labels"],
  remedy: `Label the namespace ${LABEL}: restricted. One that cannot live with it: list it under baseline in the policy's configuration, or waive it.`,
  config: {
    properties: {
      baseline: { type: "array", items: { type: "string" }, description: "Namespaces that may enforce baseline." },
    },
  },
  kinds: ["core/Namespace"],
  check(namespace, report) {
    const level = namespace.body.metadata?.labels?.[LABEL];
    if (level === "restricted" || (level === undefined && namespace.patch)) return;
    if (level === "baseline" && (report.config<{ baseline: string[] }>().baseline ?? []).includes(namespace.name))
      return;
    report.violation(
      `metadata.labels["${LABEL}"] must be restricted, but is ${level === undefined ? "not set" : "weaker"}`,
    );
  },
  fix(namespace) {
    const { metadata } = namespace.body;
    if (namespace.patch || !metadata || metadata.labels?.[LABEL] !== undefined) return false;
    if (metadata.labels) metadata.labels[LABEL] = "restricted";
    else metadata.labels = { [LABEL]: "restricted" };
    return true;
  },
  admission: {
    variables: { level: `object.metadata.?labels[?${celText(LABEL)}].orValue('')` },
    checks: [
      {
        holds:
          "variables.level == 'restricted' || (variables.level == 'baseline' && object.metadata.name in variables.baseline)",
        message: `metadata.labels["${LABEL}"] must be restricted`,
      },
    ],
  },
});
