import { describe, expect, it } from "vitest";

import { longestGap } from "../../../policies/lib/cron";

const HOUR = 60;
const DAY = 24 * HOUR;

describe("the longest time between two runs", () => {
  it.each([
    ["* * * * *", 1],
    ["*/15 * * * *", 15],
    ["0 * * * *", HOUR],
    ["50,0,10 * * * *", 40],
    ["0 8-18 * * *", 14 * HOUR],
    ["0 0-23/6 * * *", 6 * HOUR],
    ["0 6/6 * * *", 12 * HOUR],
    ["0 1 * * *", DAY],
    ["  0   1  *  *  * ", DAY],
    ["0 1 * * 1-5", 3 * DAY],
    ["0 1 * * 0", 7 * DAY],
    ["0 1 * * 7", 7 * DAY],
    ["0 1 1 * *", 31 * DAY],
    ["0 1 31 * *", 61 * DAY],
    ["0 1 1 * 1", 7 * DAY],
    ["0 1 */2 * 1", 21 * DAY],
    ["0 1 1 * */2", 153 * DAY],
    ["0 1 * 1-6 *", 184 * DAY + DAY],
    ["@hourly", HOUR],
    ["@daily", DAY],
    ["@midnight", DAY],
    ["@weekly", 7 * DAY],
    ["@monthly", 31 * DAY],
    ["@yearly", 366 * DAY],
    ["@annually", 366 * DAY],
    ["@every 1h30m", 90],
    ["@every 45m", 45],
    ["@every 90s", 1.5],
    ["@every 24h", DAY],
  ])("of %s", (schedule, minutes) => {
    expect(longestGap(schedule)).toBe(minutes);
  });

  it.each([
    "",
    "daily",
    "@every",
    "@every 0h",
    "@every soon",
    "x@every 1h",
    "@every 1hx",
    "0 1 * *",
    "0 1 * * * *",
    "60 1 * * *",
    "0 24 * * *",
    "0 1 0 * *",
    "0 1 32 * *",
    "0 1 * 13 *",
    "0 1 * * 8",
    "0 1 * * x",
    "0 1 x1 * *",
    "0 1 1x * *",
    "0 5-1 * * *",
    "*/0 * * * *",
    "0 1 31 2 *",
  ])("of %s, which is no schedule or never comes, is unknown", (schedule) => {
    expect(longestGap(schedule)).toBeUndefined();
  });
});
