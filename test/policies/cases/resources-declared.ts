import { resourcesDeclared } from "../../../policies/kubernetes/rules/resources-declared";
import { unknown } from "../../support/cloud";
import { everyKind, web, wherever } from "../../support/containers";
import { deployment, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const container = (requests: unknown = null, limits: unknown = null) => ({
  name: "web",
  resources: { requests, limits },
});
const GOOD = container({ cpu: "100m", memory: "64Mi" }, { memory: "128Mi" });
const all = (at: string) =>
  ["requests.cpu", "requests.memory", "limits.memory"].map((path) => `${at}.resources.${path} must be set`);
const missing = (of: object, ...paths: string[]): Failing => ({
  resources: [web({ ...of })],
  says: paths.map((path) => `containers[0].resources.${path} must be set`),
});

export const cases: RuleCases = {
  rule: resourcesDeclared,
  passing: {
    ...everyKind(GOOD),
    "limits, which stand for requests": [web(container(undefined, { cpu: "1", memory: "1Gi" }))],
    numbers: [web(container({ cpu: 1, memory: 1 }, { memory: 2 }))],
    "an ephemeral container, which takes none": [deployment("shop/web", { ephemeralContainers: [{ name: "debug" }] })],
    "a patch of something else": [patch(web({ name: "web" }))],
  },
  failing: {
    ...wherever({ name: "web" }, all, { lists: ["initContainers"] }),
    "no requests for CPU": missing(container({ memory: "1Gi" }, { memory: "1Gi" }), "requests.cpu"),
    "no memory at all": missing(container({ cpu: "1" }, { cpu: "1" }), "requests.memory", "limits.memory"),
    "no limit": missing(container({ cpu: "1", memory: "1Gi" }), "limits.memory"),
    "an empty quantity": missing(container({ cpu: "", memory: "1Gi" }, { memory: "1Gi" }), "requests.cpu"),
    "a later container": { resources: [web(GOOD, { name: "sidecar" })], says: all("containers[1]") },
    "a patch": {
      resources: [patch(web(container({ cpu: "1" })))],
      says: all("containers[0]").slice(1),
    },
  },
  unknown: {
    "the resources": {
      resources: [web({ name: "web", resources: UNKNOWN })],
      says: unknown("spec.template.spec.containers.0.resources"),
    },
    "a request where a limit is missing": {
      resources: [web(container({ cpu: UNKNOWN, memory: "1Gi" }))],
      says: [
        "containers[0].resources.limits.memory must be set",
        unknown("spec.template.spec.containers.0.resources.requests.cpu"),
      ],
    },
  },
};
