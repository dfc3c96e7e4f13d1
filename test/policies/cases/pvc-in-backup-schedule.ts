import { pvcInBackupSchedule } from "../../../policies/platform/rules/pvc-in-backup-schedule";
import { unknown } from "../../support/cloud";
import { object } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const claim = (labels?: Record<string, string>) =>
  object("core/v1/PersistentVolumeClaim", "shop/data", {}, labels && { labels });
const set = object("apps/v1/StatefulSet", "shop/db", { spec: { volumeClaimTemplates: [{ spec: {} }, { spec: {} }] } });
const schedule = (template: object, spec: object = {}) =>
  object("velero.io/v1/Schedule", "velero/daily", { spec: { schedule: "0 1 * * *", template, ...spec } });
const NOT_SAVED = "no Schedule of Velero saves the volumes of PersistentVolumeClaim shop/data";
const notSaved = (template: object, spec?: object) => ({
  resources: [claim(), schedule(template, spec)],
  says: NOT_SAVED,
});

export const cases: RuleCases = {
  rule: pvcInBackupSchedule,
  passing: {
    "its namespace": [claim(), schedule({ includedNamespaces: ["blog", "shop"] })],
    "all namespaces, by default": [claim(), schedule({})],
    "a pattern": [claim(), schedule({ includedNamespaces: ["sh*"] })],
    "its labels": [claim({ backup: "yes" }), schedule({ labelSelector: { matchLabels: { backup: "yes" } } })],
    "one of several selectors": [
      claim({ backup: "yes" }),
      schedule({ orLabelSelectors: [{ matchLabels: { a: "b" } }, { matchLabels: { backup: "yes" } }] }),
    ],
    "claims among its kinds": [claim(), schedule({ includedResources: ["pods", "persistentvolumeclaims"] })],
    "a StatefulSet": [set, schedule({ includedNamespaces: ["shop"] })],
    "a StatefulSet without volumes": [object("apps/v1/StatefulSet", "shop/db", { spec: {} })],
  },
  failing: {
    "no schedule": { resources: [claim()], says: NOT_SAVED },
    "other namespaces": notSaved({ includedNamespaces: ["blog", "shopping"] }),
    "its namespace left out": notSaved({ includedNamespaces: ["*"], excludedNamespaces: ["shop"] }),
    "a schedule that is paused": notSaved({}, { paused: true }),
    "no volumes": notSaved({ snapshotVolumes: false }),
    "other kinds": notSaved({ includedResources: ["pods"] }),
    "claims left out": notSaved({ excludedResources: ["pvc"] }),
    "cluster-wide objects only": notSaved({ excludedNamespaceScopedResources: ["*"] }),
    "other labels": notSaved({ labelSelector: { matchLabels: { backup: "yes" } } }),
    "none of several selectors": notSaved({ orLabelSelectors: [{ matchLabels: { backup: "yes" } }] }),
    "a StatefulSet, once": {
      resources: [set],
      says: "no Schedule of Velero saves the volumes of StatefulSet shop/db",
    },
  },
  unknown: {
    "the namespaces of the only schedule": {
      resources: [claim(), schedule({ includedNamespaces: [UNKNOWN] })],
      says: unknown("spec.template.includedNamespaces.0", "kubernetes:velero.io/v1:Schedule::velero/daily"),
    },
  },
};
