import { automountTokenOff, NEEDS_TOKEN } from "../../../policies/kubernetes/rules/automount-token-off";
import { deployment, listOf, object, patch, POD_KINDS, serviceAccount, workload } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const FALSE = `automountServiceAccountToken must be false, or ${NEEDS_TOKEN} must say why not`;
const OFF = { automountServiceAccountToken: false };
const ON = { automountServiceAccountToken: true };
const why = { annotations: { "policies.platform/needs-token": "watches Ingresses" } };
const kinds = Object.keys(POD_KINDS);

export const cases: RuleCases = {
  rule: automountTokenOff,
  passing: {
    ...Object.fromEntries(kinds.map((kind) => [kind, [workload(kind, "shop/web", OFF)]])),
    "a service account": [serviceAccount("shop/web", OFF)],
    "a workload that says why": [deployment("shop/web", ON, why)],
    "a workload that says why and leaves it to its account": [deployment("shop/web", {}, why)],
    "a workload that leaves it to an account of its own": [deployment("shop/web", { serviceAccountName: "web" })],
    "the older field for an account of its own": [deployment("shop/web", { serviceAccount: "web" })],
    "a service account that says why": [object("core/v1/ServiceAccount", "shop/web", ON, why)],
    "a patch that leaves it alone": [patch(serviceAccount("shop/default")), patch(deployment("shop/web", {}))],
  },
  failing: {
    ...Object.fromEntries(
      kinds.map((kind): [string, Failing] => [kind, { resources: [workload(kind, "shop/web", {})], says: FALSE }]),
    ),
    "a service account that says nothing": { resources: [serviceAccount("shop/web")], says: FALSE },
    "a service account that mounts": { resources: [serviceAccount("shop/web", ON)], says: FALSE },
    "a workload that mounts": { resources: [deployment("shop/web", ON)], says: FALSE },
    "a workload that leaves it to the default account": {
      resources: [deployment("shop/web", { serviceAccountName: "default" })],
      says: FALSE,
    },
    "a workload that mounts whatever its account says": {
      resources: [deployment("shop/web", { ...ON, serviceAccountName: "web" })],
      says: FALSE,
    },
    "a reason without words": {
      resources: [deployment("shop/web", ON, { annotations: { [NEEDS_TOKEN]: " " } })],
      says: FALSE,
    },
    "a reason on the workload instead of its pods": {
      resources: [object("apps/v1/Deployment", "shop/web", { spec: { template: { spec: ON } } }, why)],
      says: FALSE,
    },
    "a patch that mounts": { resources: [patch(serviceAccount("shop/default", ON))], says: FALSE },
    "an item of a list": {
      resources: [listOf("core/v1/ServiceAccountList", "all", serviceAccount("shop/a", OFF), serviceAccount("shop/b"))],
      says: FALSE,
    },
  },
  unknown: {
    "the setting": {
      resources: [deployment("shop/web", { automountServiceAccountToken: UNKNOWN })],
      says: "spec.template.spec.automountServiceAccountToken is not known before the deployment",
    },
    "the account of what leaves it to that": {
      resources: [deployment("shop/web", { serviceAccountName: UNKNOWN })],
      says: "spec.template.spec.serviceAccountName is not known before the deployment",
    },
    "the annotations of what mounts": {
      resources: [deployment("shop/web", ON, { annotations: UNKNOWN })],
      says: "spec.template.metadata.annotations is not known before the deployment",
    },
  },
};
