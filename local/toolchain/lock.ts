import { randomBytes, randomInt } from "node:crypto";
import { mkdir, readdir, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning, ownIdentity, type ProcessIdentity } from "./identity";

export interface LockOptions {
  /** Called once for each other owner that is waited for. */
  onWait?: (owner: ProcessIdentity) => void;
  signal?: AbortSignal;
}

export interface Lock {
  release(): Promise<void>;
}

/**
 * A lock between processes of one machine: a folder in which every contender puts a file named after itself. Whoever
 * finds no other live owner beside its own file has the lock. Two that see each other both withdraw and try again. An
 * owner that was killed is recognised by its process number and start, and cleared away.
 */
export async function acquireLock(directory: string, { onWait, signal }: LockOptions = {}): Promise<Lock> {
  const { pid, start } = ownIdentity();
  const mine = `${pid}@${start}@${randomBytes(4).toString("hex")}`;
  const seen = new Set<string>();
  for (;;) {
    signal?.throwIfAborted();
    const before = await liveOwner(directory, mine);
    if (before === undefined) {
      await enter(directory, mine);
      if ((await liveOwner(directory, mine)) === undefined) return { release: () => leave(directory, mine) };
      await leave(directory, mine);
    } else if (!seen.has(before.file)) {
      seen.add(before.file);
      onWait?.(before.owner);
    }
    await sleep(randomInt(20, 150), undefined, { signal });
  }
}

interface Owner {
  file: string;
  owner: ProcessIdentity;
}

async function liveOwner(directory: string, mine: string): Promise<Owner | undefined> {
  for (const file of await entries(directory)) {
    if (file === mine) continue;
    const [pid, start = ""] = file.split("@");
    const owner = { pid: Number(pid), start };
    if (isRunning(owner)) return { file, owner };
    await rm(join(directory, file), { force: true });
  }
  return undefined;
}

async function entries(directory: string): Promise<string[]> {
  try {
    return await readdir(directory);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return [];
    throw error;
  }
}

async function enter(directory: string, mine: string): Promise<void> {
  await mkdir(dirname(directory), { recursive: true });
  for (;;) {
    // Not recursive: that fails when the previous owner removes the folder while Node looks whether it is there.
    await mkdir(directory).catch((error: unknown) => {
      if (codeOf(error) !== "EEXIST") throw error;
    });
    try {
      return await writeFile(join(directory, mine), "", { mode: 0o600 });
    } catch (error) {
      // The previous owner removed the folder in between.
      if (codeOf(error) !== "ENOENT") throw error;
    }
  }
}

async function leave(directory: string, mine: string): Promise<void> {
  await rm(join(directory, mine), { force: true });
  try {
    await rmdir(directory);
  } catch (error) {
    if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(codeOf(error) ?? "")) throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException).code;
}
