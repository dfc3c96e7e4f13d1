import { noPrivilegeEscalation } from "../../../policies/kubernetes/rules/no-privilege-escalation";
import { unknown } from "../../support/cloud";
import { everyKind, web, wherever } from "../../support/containers";
import { patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const container = (allowPrivilegeEscalation: unknown) => ({
  name: "web",
  securityContext: { allowPrivilegeEscalation },
});
const says = (at: string) => `${at}.securityContext.allowPrivilegeEscalation must be false`;

export const cases: RuleCases = {
  rule: noPrivilegeEscalation,
  passing: {
    ...everyKind(container(false)),
    "a patch of something else": [patch(web({ name: "web" }))],
  },
  failing: {
    ...wherever({ name: "web" }, says),
    "what is allowed": { resources: [web(container(true))], says: says("containers[0]") },
    "a later container": { resources: [web(container(false), container(true))], says: says("containers[1]") },
    "a patch": { resources: [patch(web(container(true)))], says: says("containers[0]") },
  },
  unknown: {
    "the setting": {
      resources: [web(container(UNKNOWN))],
      says: unknown("spec.template.spec.containers.0.securityContext.allowPrivilegeEscalation"),
    },
  },
};
