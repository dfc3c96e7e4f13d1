import { containerRule, type Placed } from "../../lib/kubernetes/container-rule";
import { AMM } from "../../lib/levels";
import { any } from "../../lib/unknowns";

type Resources = NonNullable<Placed["container"]["resources"]>;

/** What must be set, and what stands in for it: a request that is left out is as high as the limit. */
const WANTED: readonly [path: string, ...(keyof Resources)[]][] = [
  ["requests.cpu", "requests", "limits"],
  ["requests.memory", "requests", "limits"],
  ["limits.memory", "limits"],
];

export const resourcesDeclared = containerRule({
  name: "resources-declared",
  title: "Containers say what they need",
  description:
    "Containers must request CPU and memory and limit memory: the scheduler places by requests, and one without a limit takes the node's memory from all others.",
  group: "workload",
  severity: "medium",
  levels: AMM,
  references: ["CKV_K8S_10", "CKV_K8S_11", "CKV_K8S_12", "CKV_K8S_13"],
  remedy: "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory from measured use.",
  // The API takes none for ephemeral containers.
  lists: ["containers", "initContainers"],
  check({ container, at, patch }, report) {
    for (const [path, ...places] of WANTED) {
      const resource = path.endsWith("cpu") ? "cpu" : "memory";
      report.attempt(() => {
        if (patch && !container.resources) return;
        const set = any(...places.map((place) => () => isQuantity(container.resources?.[place]?.[resource])));
        if (!set) report.violation(`${at}.resources.${path} must be set`);
      });
    }
  },
  admission: {
    checks: WANTED.map(([path, ...places]) => {
      const resource = path.endsWith("cpu") ? "cpu" : "memory";
      const set = places.map((place) => `c.?resources.?${place}.?${resource}.hasValue()`).join(" || ");
      return { violates: `!(${set})`, message: `resources.${path} must be set` };
    }),
  },
});

function isQuantity(value: unknown): boolean {
  return typeof value === "number" || (typeof value === "string" && value !== "");
}
