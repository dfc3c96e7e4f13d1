import { describe, expect, it, vi } from "vitest";
import { cpuSeconds, figure, median } from "../../local/bench/measure";
import { bench } from "../../local/cli/bench";
import { UserError } from "../../local/lib/errors";

describe("a figure", () => {
  it("says whether it meets its bar", () => {
    const of = (value: number) => figure({ name: "plan", value, unit: "s", bar: 8 });
    expect(of(7.99996)).toEqual({ name: "plan", value: 8, unit: "s", bar: 8, meets: true });
    expect(of(8.001)).toEqual({ name: "plan", value: 8.001, unit: "s", bar: 8, meets: false });
  });

  it("claims nothing without a bar", () => {
    expect(figure({ name: "empty program", value: 1, unit: "s" })).toEqual({
      name: "empty program",
      value: 1,
      unit: "s",
    });
  });

  it("is the median of its samples", () => {
    expect([median([9, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
  });
});

it.runIf(process.platform === "linux")("counts the CPU time of work, and none of waiting", async () => {
  const before = cpuSeconds()!;
  const busy = process.cpuUsage();
  while (process.cpuUsage(busy).user < 100_000) Math.random();
  const worked = cpuSeconds()!;
  expect(worked - before).toBeGreaterThanOrEqual(0.09);
  await new Promise((done) => setTimeout(done, 300));
  expect(cpuSeconds()! - worked).toBeLessThan(0.3);
});

describe("npm run bench", () => {
  it("shows its sections", async () => {
    let text = "";
    const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => Boolean((text += String(chunk))));
    expect(await bench(["--help"])).toBe(0);
    write.mockRestore();
    expect(text).toMatch(/^usage: npm run bench -- \[SECTION\.\.\.\]/);
  });

  it.each([
    [["speed"], 'a section must be one of plan, packs, teams, test, local, cold, got "speed"; correct it'],
    [["plan", "--samples", "0"], '--samples must be a whole number of 1 or more, got "0"; write for example 3'],
  ])("fails when it is told %j", async (args, message) => {
    await expect(bench(args)).rejects.toThrow(new UserError(message));
  });
});
