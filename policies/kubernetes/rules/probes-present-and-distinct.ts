import { isDeepStrictEqual } from "node:util";

import { containerRule } from "../../lib/kubernetes/container-rule";
import { AAM } from "../../lib/levels";

const PROBES = ["readinessProbe", "livenessProbe"] as const;

export const probesPresentAndDistinct = containerRule({
  name: "probes-present-and-distinct",
  title: "Containers can be asked how they are",
  description:
    "Containers of what runs for ever must have a readiness and a liveness probe that differ: alike, a container that is only busy is restarted as soon as it leaves the Service.",
  group: "workload",
  severity: "low",
  levels: AAM,
  references: ["CKV_K8S_8", "CKV_K8S_9", "Kyverno ensure-probes-different"],
  remedy:
    "Set readinessProbe to what says that requests are answered, livenessProbe to what only a restart mends, more slowly. Software without an endpoint for one of them: waive it by container.",
  kinds: ["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"],
  lists: ["containers"],
  check({ container, at, patch }, report) {
    const set = PROBES.filter((probe) => {
      let present = false;
      report.attempt(() => {
        present = isObject(container[probe]);
        if (!present && !patch) report.violation(`${at}.${probe} must be set`);
      });
      return present;
    });
    if (set.length === PROBES.length && isDeepStrictEqual(container.readinessProbe, container.livenessProbe)) {
      report.violation(`${at}.livenessProbe must differ from the readinessProbe`);
    }
  },
  admission: {
    checks: [
      ...PROBES.map((probe) => ({ violates: `!has(c.${probe})`, message: `${probe} must be set` })),
      {
        violates: `${PROBES.map((probe) => `has(c.${probe})`).join(" && ")} && c.readinessProbe == c.livenessProbe`,
        message: "livenessProbe must differ from the readinessProbe",
      },
    ],
  },
});

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
