import { noHostNamespaces } from "../../../policies/kubernetes/rules/no-host-namespaces";
import { unknown } from "../../support/cloud";
import { deployment, listOf, patch, POD_KINDS, workload } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const says = (...namespaces: string[]) => namespaces.map((namespace) => `${namespace} must not be true`);
const OFF = { hostNetwork: false, hostPID: false, hostIPC: false };

export const cases: RuleCases = {
  rule: noHostNamespaces,
  passing: {
    ...Object.fromEntries(Object.keys(POD_KINDS).map((kind) => [kind, [workload(kind, "shop/web", OFF)]])),
    "pods that say nothing": [deployment("shop/web", {})],
  },
  failing: {
    ...Object.fromEntries(
      Object.keys(POD_KINDS).map((kind): [string, Failing] => [
        kind,
        { resources: [workload(kind, "shop/web", { hostNetwork: true })], says: says("hostNetwork") },
      ]),
    ),
    "all three": {
      resources: [deployment("shop/web", { hostIPC: true, hostPID: true, hostNetwork: true })],
      says: says("hostNetwork", "hostPID", "hostIPC"),
    },
    "a patch": { resources: [patch(deployment("shop/web", { hostPID: true }))], says: says("hostPID") },
    "an item of a list": {
      resources: [listOf("apps/v1/DaemonSetList", "all", deployment("shop/web", { hostIPC: true }))],
      says: says("hostIPC"),
    },
  },
  unknown: {
    "one of them": {
      resources: [deployment("shop/web", { hostNetwork: UNKNOWN, hostPID: true })],
      says: [...says("hostPID"), unknown("spec.template.spec.hostNetwork")],
    },
  },
};
