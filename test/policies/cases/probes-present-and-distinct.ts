import { probesPresentAndDistinct } from "../../../policies/kubernetes/rules/probes-present-and-distinct";
import { unknown } from "../../support/cloud";
import { everyKind, web, wherever } from "../../support/containers";
import { deployment, patch, workload } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const get = (path: string) => ({ httpGet: { path, port: 8080 } });
const GOOD = { name: "web", readinessProbe: get("/ready"), livenessProbe: get("/live") };
const KINDS = ["apps/v1/Deployment", "apps/v1/StatefulSet", "apps/v1/DaemonSet"];
const both = (at: string) => [`${at}.readinessProbe must be set`, `${at}.livenessProbe must be set`];
const ALIKE = "containers[0].livenessProbe must differ from the readinessProbe";

export const cases: RuleCases = {
  rule: probesPresentAndDistinct,
  passing: {
    ...everyKind(GOOD, {}, KINDS),
    "the same question, asked more slowly": [
      web({ name: "web", readinessProbe: get("/"), livenessProbe: { ...get("/"), periodSeconds: 60 } }),
    ],
    "containers that end": [
      deployment("shop/web", { initContainers: [{ name: "init" }], ephemeralContainers: [{ name: "debug" }] }),
    ],
    "kinds that end": [
      workload("batch/v1/Job", "shop/job", { containers: [{ name: "job" }] }),
      workload("batch/v1/CronJob", "shop/cron", { containers: [{ name: "job" }] }),
    ],
    "a patch of something else": [patch(web({ name: "web" }))],
  },
  failing: {
    ...wherever({ name: "web" }, both, { kinds: KINDS, lists: [] }),
    "no readiness": { resources: [web({ ...GOOD, readinessProbe: null })], says: both("containers[0]")[0]! },
    "no liveness": { resources: [web({ ...GOOD, livenessProbe: null })], says: both("containers[0]")[1]! },
    "two alike": { resources: [web({ ...GOOD, livenessProbe: GOOD.readinessProbe })], says: ALIKE },
    "two alike in another order": {
      resources: [web({ ...GOOD, livenessProbe: { httpGet: { port: 8080, path: "/ready" } } })],
      says: ALIKE,
    },
    "a later container": { resources: [web(GOOD, { name: "sidecar" })], says: both("containers[1]") },
    "a patch": { resources: [patch(web({ ...GOOD, livenessProbe: GOOD.readinessProbe }))], says: ALIKE },
  },
  unknown: {
    "a probe": {
      resources: [web({ ...GOOD, livenessProbe: UNKNOWN })],
      says: unknown("spec.template.spec.containers.0.livenessProbe"),
    },
    "a probe where the other is missing": {
      resources: [web({ name: "web", livenessProbe: UNKNOWN })],
      says: [both("containers[0]")[0]!, unknown("spec.template.spec.containers.0.livenessProbe")],
    },
    "a part of a probe": {
      resources: [web({ ...GOOD, livenessProbe: get(UNKNOWN) })],
      says: unknown("spec.template.spec.containers.0.livenessProbe.httpGet.path"),
    },
  },
};
