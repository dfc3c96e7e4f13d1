import { longestGap } from "../../lib/cron";
import { hoursOf } from "../../lib/duration";
import { objectRule } from "../../lib/kubernetes/rule";
import type { Schedule } from "../../lib/kubernetes/storage";
import { AMM } from "../../lib/levels";
import { text } from "../../lib/unknowns";

/** The recovery point that a schedule was made for. */
const PROMISE = "platform/recovery-point-minutes";

export const backupRpoAndRetention = objectRule<Schedule>({
  name: "backup-rpo-and-retention",
  title: "Backups are as frequent as promised and are kept",
  description:
    "A schedule of Velero must be valid, must run at least as often as its recovery point asks, and must keep backups long enough to notice a loss.",
  group: "storage",
  severity: "medium",
  levels: AMM,
  references: ["Kyverno validate-cron-schedule", "Kyverno kasten-hourly-rpo"],
  remedy: `Run more often, or raise the annotation ${PROMISE} with those who own the data; raise template.ttl.`,
  config: {
    properties: {
      recoveryPointMinutes: {
        type: "number",
        default: 1440,
        description:
          "Longest time between two backups, in minutes, where the schedule promises none by its annotation.",
      },
      retentionDays: { type: "number", default: 14, description: "Shortest time for which backups are kept, in days." },
    },
  },
  kinds: ["velero.io/Schedule"],
  check(object, report) {
    const { recoveryPointMinutes = 1440, retentionDays = 14 } = report.config<Record<string, number>>();
    const { body, patch } = object;
    report.attempt(() => {
      if (patch && body.spec?.schedule === undefined) return;
      const gap = longestGap(text(body.spec?.schedule));
      if (gap === undefined) {
        report.violation("spec.schedule must be a schedule of cron that runs");
        return;
      }
      const promised = Number(body.metadata?.annotations?.[PROMISE] ?? recoveryPointMinutes);
      if (!(gap <= promised)) report.violation(`spec.schedule must run at least every ${promised} minutes`);
    });
    report.attempt(() => {
      const { ttl } = body.spec?.template ?? {};
      if (ttl === undefined || ttl === null) return; // Velero keeps backups for 30 days
      const hours = hoursOf(ttl);
      if (hours === undefined || hours < 24 * retentionDays) {
        report.violation(`spec.template.ttl must be at least ${24 * retentionDays}h`);
      }
    });
  },
});
