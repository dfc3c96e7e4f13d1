import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withHeartbeat } from "../../../local/toolchain/heartbeat";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the heartbeat of long work", () => {
  it("says every ten seconds how long it goes on", async () => {
    const lines: string[] = [];
    const work = withHeartbeat(
      "building",
      (line) => lines.push(line),
      () => new Promise((resolve) => setTimeout(resolve, 75_000)),
    );
    await vi.advanceTimersByTimeAsync(80_000);
    await work;
    const beats = ["0:10", "0:20", "0:30", "0:40", "0:50", "1:00", "1:10"].map((time) => `building … ${time}`);
    expect(lines).toEqual(["building …", ...beats, "building: done in 1:15"]);
  });

  it("ends with the work when that fails", async () => {
    const lines: string[] = [];
    const work = withHeartbeat(
      "building",
      (line) => lines.push(line),
      () => Promise.reject(new Error("no")),
    );
    await expect(work).rejects.toThrow("no");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(lines).toEqual(["building …"]);
  });
});
