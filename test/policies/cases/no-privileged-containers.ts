import { noPrivilegedContainers } from "../../../policies/kubernetes/rules/no-privileged-containers";
import { unknown } from "../../support/cloud";
import { everyKind, web, wherever } from "../../support/containers";
import { patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const container = (privileged: unknown) => ({ name: "web", securityContext: { privileged } });
const says = (at: string) => `${at}.securityContext.privileged must not be true`;

export const cases: RuleCases = {
  rule: noPrivilegedContainers,
  passing: {
    ...everyKind(container(false)),
    "containers that say nothing": [web({ name: "web" }, { name: "sidecar", securityContext: {} })],
  },
  failing: {
    ...wherever(container(true), says),
    "a later container": { resources: [web({ name: "web" }, container(true))], says: says("containers[1]") },
    "a patch": { resources: [patch(web(container(true)))], says: says("containers[0]") },
  },
  unknown: {
    "the setting": {
      resources: [web(container(UNKNOWN))],
      says: unknown("spec.template.spec.containers.0.securityContext.privileged"),
    },
    "the setting of one of two": {
      resources: [web(container(UNKNOWN), container(true))],
      says: [says("containers[1]"), unknown("spec.template.spec.containers.0.securityContext.privileged")],
    },
  },
};
