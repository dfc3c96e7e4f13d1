import { noBarePods } from "../../../policies/kubernetes/rules/no-bare-pods";
import { unknown } from "../../support/cloud";
import { listOf, patch, POD_KINDS, workload } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const pod = (ownerReferences?: unknown) =>
  workload("core/v1/Pod", "shop/web", {}, ownerReferences === undefined ? {} : { ownerReferences });
const OWNER = [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "web-1", controller: true }];
const SAYS = "a Pod must have a controller, not stand alone";

export const cases: RuleCases = {
  rule: noBarePods,
  passing: {
    ...Object.fromEntries(
      Object.keys(POD_KINDS)
        .filter((kind) => kind !== "core/v1/Pod")
        .map((kind) => [kind, [workload(kind, "shop/web", {})]]),
    ),
    "a pod of a controller": [pod(OWNER)],
    "a patch": [patch(pod())],
  },
  failing: {
    "a pod alone": { resources: [pod()], says: SAYS },
    "no owners in the list": { resources: [pod([])], says: SAYS },
    "an item of a list": { resources: [listOf("core/v1/PodList", "all", pod(OWNER), pod())], says: SAYS },
  },
  unknown: {
    "the owners": { resources: [pod(UNKNOWN)], says: unknown("metadata.ownerReferences") },
  },
};
