import { claims } from "../../lib/kubernetes/claims";
import { StackObjects } from "../../lib/kubernetes/stack";
import type { StorageClass } from "../../lib/kubernetes/storage";
import { AMM } from "../../lib/levels";
import { stackRule } from "../../lib/rule";
import { concerning } from "../../lib/unknowns";

const DEFAULT = "storageclass.kubernetes.io/is-default-class";

export const pvcClassExists = stackRule({
  name: "pvc-class-exists",
  title: "Claims name a class that exists",
  description:
    "A claim must name a storage class that exists, or there must be one default class: otherwise its pods wait for ever.",
  group: "storage",
  severity: "medium",
  levels: AMM,
  references: ["Kyverno require-storageclass"],
  remedy:
    "Name a class of the stack. Classes that the cluster has already: list them under storageClasses in the policy's configuration.",
  config: {
    properties: {
      storageClasses: {
        type: "array",
        items: { type: "string" },
        default: [],
        description: "Storage classes that the cluster has already.",
      },
    },
  },
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const classes = objects.of<StorageClass>("storage.k8s.io/StorageClass").filter(({ patch }) => !patch);
    const index = objects.index(classes, ({ name }) => name);
    const { storageClasses: known = [] } = report.config<{ storageClasses: string[] }>();
    const defaults = () =>
      classes.filter((c) => concerning(c.id, () => c.body.metadata?.annotations?.[DEFAULT] === "true")).length;
    for (const claim of claims(objects, report)) {
      report.on(claim.owner.urn, () => {
        const name = claim.className();
        if (name === "") return; // bound by hand
        if (name === undefined || name === null) {
          if (known.length > 0) return; // one of them may be the default
          const count = defaults();
          if (count !== 1) report.violation(`${claim.at} names no class, and ${count} classes are the default`);
        } else if (!known.includes(name) && !index.some(name)) {
          report.violation(`${claim.at} must name a storage class that exists`);
        }
      });
    }
  },
});
