import { pvcClassExists } from "../../../policies/platform/rules/pvc-class-exists";
import { unknown } from "../../support/cloud";
import { object, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const storageClass = (name: string, isDefault: unknown = "false") =>
  object(
    "storage.k8s.io/v1/StorageClass",
    name,
    {},
    { annotations: { "storageclass.kubernetes.io/is-default-class": isDefault } },
  );
const claim = (storageClassName?: unknown) =>
  object("core/v1/PersistentVolumeClaim", "shop/data", {
    spec: { ...(storageClassName !== undefined && { storageClassName }) },
  });
const set = (...names: (string | undefined)[]) =>
  object("apps/v1/StatefulSet", "shop/db", {
    spec: {
      volumeClaimTemplates: names.map((storageClassName) => ({
        spec: { ...(storageClassName !== undefined && { storageClassName }) },
      })),
    },
  });
const MISSING = "spec.storageClassName must name a storage class that exists";

export const cases: RuleCases = {
  rule: pvcClassExists,
  passing: {
    "a declared class": [claim("ceph-block"), storageClass("ceph-block")],
    "the default class": [claim(), storageClass("ceph-block", "true"), storageClass("other")],
    "a volume bound by hand": [claim("")],
    "a class that the cluster has": { resources: [claim("gp3"), set(undefined)], config: { storageClasses: ["gp3"] } },
    "a patch of a claim": [patch(claim("ceph-blok"))],
    "a claim that says nothing, by the default": [
      object("core/v1/PersistentVolumeClaim", "shop/data"),
      storageClass("ceph-block", "true"),
    ],
    "a template that says nothing, by the default": [
      object("apps/v1/StatefulSet", "shop/db", { spec: { volumeClaimTemplates: [{}] } }),
      storageClass("ceph-block", "true"),
    ],
    "a StatefulSet without templates": [object("apps/v1/StatefulSet", "shop/db")],
    "templates of a StatefulSet": [set("ceph-block", undefined), storageClass("ceph-block", "true")],
  },
  failing: {
    "a missing class": { resources: [claim("ceph-blok"), storageClass("ceph-block")], says: MISSING },
    "no default": {
      resources: [claim(), storageClass("ceph-block")],
      says: "spec.storageClassName names no class, and 0 classes are the default",
    },
    "two defaults": {
      resources: [claim(), storageClass("a", "true"), storageClass("b", "true")],
      says: "spec.storageClassName names no class, and 2 classes are the default",
    },
    "the second template": {
      resources: [set("a", "b"), storageClass("a")],
      says: "spec.volumeClaimTemplates[1].spec.storageClassName must name a storage class that exists",
    },
  },
  unknown: {
    "the class": { resources: [claim(UNKNOWN), storageClass("a")], says: unknown("spec.storageClassName") },
    "the name of the only class": {
      resources: [claim("a"), storageClass(UNKNOWN)],
      says: unknown("metadata.name", `kubernetes:storage.k8s.io/v1:StorageClass::${UNKNOWN}`),
    },
  },
};
