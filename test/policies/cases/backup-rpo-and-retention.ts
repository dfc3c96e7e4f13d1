import { backupRpoAndRetention } from "../../../policies/kubernetes/rules/backup-rpo-and-retention";
import { unknown } from "../../support/cloud";
import { object, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const schedule = (cron: unknown, template: object = { ttl: "720h0m0s" }, promised?: string) =>
  object(
    "velero.io/v1/Schedule",
    "velero/shop",
    { spec: { schedule: cron, template } },
    promised === undefined ? {} : { annotations: { "platform/recovery-point-minutes": promised } },
  );
const often = (minutes: number) => `spec.schedule must run at least every ${minutes} minutes`;
const NO_CRON = "spec.schedule must be a schedule of cron that runs";
const TTL = "spec.template.ttl must be at least 336h";

export const cases: RuleCases = {
  rule: backupRpoAndRetention,
  passing: {
    "once a day": [schedule("0 1 * * *")],
    "as often as promised": [schedule("*/15 * * * *", undefined, "30")],
    "Velero's own words": [schedule("@every 6h", undefined, "360"), schedule("@daily")],
    "Velero's own ttl": [schedule("0 1 * * *", {}), schedule("0 1 * * *", { ttl: null })],
    "less, as the configuration says": {
      resources: [schedule("0 1 * * 0", { ttl: "48h" })],
      config: { recoveryPointMinutes: 10080, retentionDays: 2 },
    },
    "a patch that says nothing of it": [
      patch(object("velero.io/v1/Schedule", "velero/shop", { spec: { paused: true } })),
    ],
  },
  failing: {
    "once a week": { resources: [schedule("0 1 * * 0")], says: often(1440) },
    "workdays only": { resources: [schedule("0 1 * * 1-5")], says: often(1440) },
    "the first half of a year only": { resources: [schedule("0 1 * 1-6 *")], says: often(1440) },
    "less than promised": { resources: [schedule("0 * * * *", undefined, "30")], says: often(30) },
    "hours that leave a gap at night": { resources: [schedule("0 8-18 * * *", undefined, "60")], says: often(60) },
    "a promise that is no number": { resources: [schedule("0 * * * *", undefined, "often")], says: often(NaN) },
    "no schedule at all": { resources: [object("velero.io/v1/Schedule", "velero/shop", { spec: {} })], says: NO_CRON },
    "a patch that makes it rare": { resources: [patch(schedule("0 1 * * 0"))], says: often(1440) },
    "no schedule": { resources: [schedule("daily")], says: NO_CRON },
    "a minute that does not exist": { resources: [schedule("60 1 * * *")], says: NO_CRON },
    "a day that never comes": { resources: [schedule("0 1 31 2 *")], says: NO_CRON },
    "backups that end too soon": { resources: [schedule("0 1 * * *", { ttl: "24h" })], says: TTL },
    "a ttl that is none": { resources: [schedule("0 1 * * *", { ttl: "long" })], says: TTL },
  },
  unknown: {
    "the schedule": { resources: [schedule(UNKNOWN)], says: unknown("spec.schedule") },
    "the ttl": { resources: [schedule("0 1 * * *", { ttl: UNKNOWN })], says: unknown("spec.template.ttl") },
  },
};
