import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cron, interval, scheduleSpecs, smallestRecoveryPoint } from "../../../components/backup/schedules";
import { longestGap } from "../../../policies/lib/cron";

const duration = fc.integer({ min: 5, max: 720 });

describe("how often is saved", () => {
  it("keeps every promise that configuration accepts, at every hour of the day", () => {
    fc.assert(
      fc.property(duration, fc.nat(3000), fc.integer({ min: 0, max: 14 }), (minutes, more, offset) => {
        const promised = smallestRecoveryPoint(minutes) + more;
        const schedule = cron(interval(promised, minutes), offset);
        // What was written just after a backup began is lost until the next one has ended.
        expect(longestGap(schedule)! + minutes).toBeLessThanOrEqual(promised);
      }),
    );
  });

  it("never begins a backup before the last one has ended", () => {
    fc.assert(
      fc.property(duration, fc.nat(3000), (minutes, more) => {
        expect(interval(smallestRecoveryPoint(minutes) + more, minutes)).toBeGreaterThanOrEqual(minutes);
      }),
    );
  });

  it("fails for a promise that nothing keeps", () => {
    expect(smallestRecoveryPoint(15)).toBe(30);
    expect(() => interval(29, 15)).toThrow("no schedule gives a recovery point of 29 minutes");
  });

  it.each([
    [15, 0, "0,15,30,45 * * * *"],
    [30, 2, "2,32 * * * *"],
    [60, 4, "4 * * * *"],
    [360, 0, "0 */6 * * *"],
    [1440, 14, "14 1 * * *"],
  ])("writes every %s minutes, %s after the hour, as %s", (minutes, offset, expected) => {
    expect(cron(minutes, offset)).toBe(expected);
  });
});

describe("schedules", () => {
  const args = { retentionDays: 30, durationMinutes: 15, location: "default" };
  const groups = [
    { environment: "staging", recoveryPointMinutes: 1440, namespaces: ["staging", "blog"] },
    { environment: "staging", recoveryPointMinutes: 120, namespaces: ["shop"] },
  ];

  it("are one per group, and one for what belongs to no namespace", () => {
    expect(scheduleSpecs({ ...args, groups })).toEqual([
      {
        name: "staging-1440m",
        metadata: {
          labels: { "platform/environment": "staging" },
          annotations: { "platform/recovery-point-minutes": "1440" },
        },
        spec: {
          schedule: "0 */12 * * *",
          useOwnerReferencesInBackup: false,
          template: {
            ttl: "720h0m0s",
            storageLocation: "default",
            includedNamespaces: ["staging", "blog"],
            snapshotVolumes: true,
            snapshotMoveData: true,
          },
        },
      },
      expect.objectContaining({
        name: "staging-120m",
        spec: expect.objectContaining({ schedule: "2 * * * *" }) as unknown,
      }),
      {
        name: "cluster",
        metadata: { annotations: { "platform/recovery-point-minutes": "1455" } },
        spec: {
          schedule: "14 1 * * *",
          useOwnerReferencesInBackup: false,
          template: {
            ttl: "720h0m0s",
            storageLocation: "default",
            includedClusterScopedResources: ["*"],
            excludedNamespaceScopedResources: ["*"],
          },
        },
      },
    ]);
  });

  it("have different names, whatever the groups", () => {
    const names = scheduleSpecs({ ...args, groups }).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
