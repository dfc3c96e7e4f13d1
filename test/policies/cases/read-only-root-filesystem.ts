import { readOnlyRootFilesystem } from "../../../policies/kubernetes/rules/read-only-root-filesystem";
import { unknown } from "../../support/cloud";
import { everyKind, web, wherever } from "../../support/containers";
import { patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const container = (readOnly: unknown) => ({ name: "web", securityContext: { readOnlyRootFilesystem: readOnly } });
const says = (at: string) => `${at}.securityContext.readOnlyRootFilesystem must be true`;

export const cases: RuleCases = {
  rule: readOnlyRootFilesystem,
  passing: {
    ...everyKind(container(true)),
    "a patch of something else": [patch(web({ name: "web" }))],
  },
  failing: {
    ...wherever({ name: "web" }, says),
    "one that may be written": { resources: [web(container(false))], says: says("containers[0]") },
    "a later container": { resources: [web(container(true), container(false))], says: says("containers[1]") },
    "a patch": { resources: [patch(web(container(false)))], says: says("containers[0]") },
  },
  unknown: {
    "the setting": {
      resources: [web(container(UNKNOWN))],
      says: unknown("spec.template.spec.containers.0.securityContext.readOnlyRootFilesystem"),
    },
  },
};
