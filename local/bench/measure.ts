import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "../engine";
import { loadStack } from "../engine/project";
import type { RunResult } from "../engine/types";
import { UserError } from "../lib/errors";
import { ownPacks, root } from "../lib/project";

/** One figure, with what design asks of it. */
export interface Figure {
  name: string;
  /** Median of the samples. */
  value: number;
  unit: string;
  samples?: number[];
  /** Largest value that is still good. */
  bar?: number;
  meets?: boolean;
  /** What else a reader should know. */
  note?: string;
}

export function figure(given: Omit<Figure, "meets">): Figure {
  const value = rounded(given.value);
  return { ...given, value, ...(given.bar === undefined ? {} : { meets: value <= given.bar }) };
}

export const rounded = (value: number) => Math.round(value * 1000) / 1000;

export function median(samples: number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/** Seconds of `action`, `count` times, one after the other. */
export async function sampled(count: number, action: () => Promise<unknown>): Promise<number[]> {
  const samples = [];
  for (let i = 0; i < count; i++) {
    const started = performance.now();
    await action();
    samples.push(rounded((performance.now() - started) / 1000));
  }
  return samples;
}

const ticksPerSecond = 100;

/**
 * CPU time (s) of this process and of those that it started and that have ended: unlike the clock, it says the same on a
 * machine that has other things to do. Undefined where the system does not tell; Linux does.
 */
export function cpuSeconds(): number | undefined {
  const file = "/proc/self/stat";
  if (!existsSync(file)) return undefined;
  // The name, in parentheses, may hold anything; after it come the state and 10 other fields.
  const fields = readFileSync(file, "utf8")
    .replace(/^.*\) /s, "")
    .split(" ");
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
}

/** Runs of a program without resources. */
export async function emptyProgram(samples: number, packs: string[] = []): Promise<number[]> {
  const directory = join(root, "local", "bench", "empty");
  const sources = packs.map((pack) => ({ directory: pack }));
  const once = () => run({ directory, stack: "bench", config: {}, packs: sources, dryRun: true });
  await once(); // warms the disk cache
  return sampled(samples, once);
}

/** A plan of this project's program. @throws UserError when it does not succeed, since its time would mean nothing */
export async function planned(
  stack: string,
  more: Record<string, string> = {},
  packs = ownPacks(),
): Promise<RunResult> {
  const config = { ...loadStack(root, stack), ...more };
  const sources = packs.map((directory) => ({ directory }));
  const result = await run({ directory: root, stack, config, packs: sources, dryRun: true });
  // Waivers are of the stack's own teams, which a measurement replaces: that nobody needs them changes no time.
  const blocking = result.findings.filter(
    ({ policy, level, status }) => level === "mandatory" && status !== "waived" && policy !== "waivers-valid",
  );
  if (result.status !== "failed" && blocking.length === 0) return result;
  const why = [...result.errors, ...blocking.map(({ policy, message }) => `${policy}: ${message}`)]
    .slice(0, 3)
    .join("; ");
  throw new UserError(`the plan of ${stack} must succeed to be measured, got ${result.status}: ${why}`);
}

/** An npm script of this project. @throws UserError when it fails */
export function npmRun(args: string[], env: Record<string, string> = {}): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("npm", ["run", "--silent", ...args], {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", 2, 2], // standard output is for the figures
    });
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0
        ? resolve()
        : reject(new UserError(`npm run ${args.join(" ")} must succeed to be measured, got ${code}`)),
    );
  });
}
