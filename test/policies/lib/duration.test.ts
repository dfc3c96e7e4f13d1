import { describe, expect, it } from "vitest";

import { hoursOf, secondsOf } from "../../../policies/lib/duration";

describe("durations as Go writes them", () => {
  it.each([
    ["720h0m0s", 720],
    ["24h", 24],
    ["90m", 1.5],
    ["36s", 0.01],
    ["1h30m36s", 1.51],
    ["0s", 0],
  ])("%s in hours", (duration, hours) => {
    expect(hoursOf(duration)).toBeCloseTo(hours, 10);
  });

  it.each(["", "long", "24", "1d", "x24h", "24hx", "30m1h", 24, null, undefined])("not %s", (duration) => {
    expect(hoursOf(duration)).toBeUndefined();
  });
});

describe("durations as Vault takes them", () => {
  it.each([
    [3600, 3600],
    ["3600", 3600],
    ["2d", 172_800],
    ["1h", 3600],
    ["1m30s", 90],
  ])("%s in seconds", (duration, seconds) => {
    expect(secondsOf(duration)).toBe(seconds);
  });

  it.each(["", "soon", "d", "x2d", "2dx", null])("not %s", (duration) => {
    expect(secondsOf(duration)).toBeUndefined();
  });
});
