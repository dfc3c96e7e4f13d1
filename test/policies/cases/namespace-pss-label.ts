import { namespacePssLabel } from "../../../policies/kubernetes/rules/namespace-pss-label";
import { listOf, namespace, object, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const LABEL = "pod-security.kubernetes.io/enforce";
const NOT_SET = `metadata.labels["${LABEL}"] must be restricted, but is not set`;
const WEAKER = `metadata.labels["${LABEL}"] must be restricted, but is weaker`;
const labelled = (level: string) => namespace("orders", { [LABEL]: level });

export const cases: RuleCases = {
  rule: namespacePssLabel,
  passing: {
    restricted: [labelled("restricted")],
    "baseline where configuration allows it": { resources: [labelled("baseline")], config: { baseline: ["orders"] } },
    "a patch that leaves the label alone": [patch(namespace("orders", { team: "web" }))],
    "other kinds": [object("core/v1/ConfigMap", "shop/config")],
  },
  failing: {
    "no labels": { resources: [object("core/v1/Namespace", "orders")], says: NOT_SET },
    "other labels": { resources: [namespace("orders", { team: "web" })], says: NOT_SET },
    privileged: { resources: [labelled("privileged")], says: WEAKER },
    baseline: { resources: [labelled("baseline")], says: WEAKER },
    "baseline where configuration allows it to another": {
      resources: [labelled("baseline")],
      config: { baseline: ["store"] },
      says: WEAKER,
    },
    "only audited": {
      resources: [namespace("orders", { "pod-security.kubernetes.io/audit": "restricted" })],
      says: NOT_SET,
    },
    "what even a namespace that may be baseline must not": {
      resources: [labelled("privileged")],
      config: { baseline: ["shop"] },
      says: WEAKER,
    },
    "a patch that weakens it": { resources: [patch(labelled("baseline"))], says: WEAKER },
    "an item of a list": {
      resources: [listOf("core/v1/NamespaceList", "all", labelled("restricted"), labelled("privileged"))],
      says: WEAKER,
    },
  },
  unknown: {
    "the label": {
      resources: [labelled(UNKNOWN)],
      says: `metadata.labels.${LABEL} is not known before the deployment`,
    },
    "all labels": {
      resources: [object("core/v1/Namespace", "orders", {}, { labels: UNKNOWN })],
      says: "metadata.labels is not known before the deployment",
    },
    "the name, where configuration allows some names": {
      resources: [object("core/v1/Namespace", "orders", {}, { labels: { [LABEL]: "baseline" }, name: UNKNOWN })],
      config: { baseline: ["orders"] },
      says: "metadata.name is not known before the deployment",
    },
  },
};
