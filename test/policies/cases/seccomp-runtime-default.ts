import { seccompRuntimeDefault } from "../../../policies/kubernetes/rules/seccomp-runtime-default";
import { unknown } from "../../support/cloud";
import { everyKind, web, wherever } from "../../support/containers";
import { deployment, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const profile = (type: unknown) => ({ securityContext: { seccompProfile: { type } } });
const container = (type: unknown) => ({ name: "web", ...profile(type) });
const pod = (type: unknown, ...containers: object[]) => deployment("shop/web", { ...profile(type), containers });
const says = (at: string) =>
  `${at}.securityContext.seccompProfile.type must be RuntimeDefault or Localhost, or that of its pod`;
const fails = (...resources: Failing["resources"]): Failing => ({ resources, says: says("containers[0]") });

export const cases: RuleCases = {
  rule: seccompRuntimeDefault,
  passing: {
    ...everyKind(container("RuntimeDefault")),
    "a profile of the node": [web(container("Localhost"))],
    "a pod for its containers": [pod("RuntimeDefault", { name: "a" }, { name: "b", securityContext: {} })],
    "a container for itself": [pod("Unconfined", container("RuntimeDefault"))],
    "a patch of something else": [patch(web({ name: "web" }))],
  },
  failing: {
    ...wherever({ name: "web" }, says),
    "no filter": fails(web(container("Unconfined"))),
    "no filter for the pod": fails(pod("Unconfined", { name: "web" })),
    "a container without a filter in a pod with one": fails(pod("RuntimeDefault", container("Unconfined"))),
    "a profile without a type": fails(web(container(null))),
    "a later container": { resources: [web(container("Localhost"), { name: "b" })], says: says("containers[1]") },
    "a patch": fails(patch(web(container("Unconfined")))),
  },
  unknown: {
    "the type": {
      resources: [web(container(UNKNOWN))],
      says: unknown("spec.template.spec.containers.0.securityContext.seccompProfile.type"),
    },
    "the pod's profile": {
      resources: [pod(UNKNOWN, { name: "a" }, container("Unconfined"))],
      says: [says("containers[1]"), unknown("spec.template.spec.securityContext.seccompProfile.type")],
    },
  },
};
