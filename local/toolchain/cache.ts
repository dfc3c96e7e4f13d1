import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { UserError } from "../lib/errors";
import { codeOfDiskError, diskFull, isDiskFull } from "./disk";
import { isRunning, ownIdentity } from "./identity";
import { acquireLock } from "./lock";
import { goVersion, pins, type Pin, type ToolName } from "./pins";

/** Folder for what takes long to make, outside of the checkout: `$PLATFORM_CACHE`, else the user's cache folder. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env["PLATFORM_CACHE"]) return resolve(env["PLATFORM_CACHE"]);
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "platform");
}

/** Folder of one tool's binary. Whatever may change the binary is in its name, so nothing in it is ever outdated. */
export function toolDirectory(name: ToolName, env?: NodeJS.ProcessEnv): string {
  const pin: Pin = pins[name];
  const hash = createHash("sha256").update(JSON.stringify(pin));
  if (pin.from === "go") {
    hash.update(goVersion);
    const folder = join(__dirname, pin.module);
    for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  }
  const key = `${name}-${pin.version}-${process.platform}-${process.arch}-${hash.digest("hex").slice(0, 12)}`;
  return join(cacheDirectory(env), "toolchain", key);
}

/** Path of a tool's binary in the cache, whether it is there or not. */
export function cachedTool(name: ToolName, env?: NodeJS.ProcessEnv): string {
  return join(toolDirectory(name, env), "bin", name);
}

export interface FillOptions {
  /** Folder of the cache, of one thing only. */
  directory: string;
  /** For messages. */
  what: string;
  log: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * Lets one process at a time make something in a folder of the cache. `work` gets a temporary folder there and must end
 * with a rename, so that a crash leaves nothing that looks finished. What crashed predecessors left is removed.
 */
export async function fillCache<Result>(
  { directory, what, log, signal }: FillOptions,
  work: (temporary: string) => Promise<Result>,
): Promise<Result> {
  try {
    await mkdir(directory, { recursive: true });
    const lock = await acquireLock(join(directory, "lock"), {
      signal,
      onWait: ({ pid }) => log(`${what}: process ${pid} makes it already, waiting`),
    });
    try {
      await removeRemains(directory);
      const { pid, start } = ownIdentity();
      const temporary = await mkdtemp(join(directory, `build@${pid}@${start}@`));
      try {
        return await work(temporary);
      } finally {
        await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
      }
    } finally {
      await lock.release();
    }
  } catch (error) {
    if (isDiskFull(error)) throw diskFull(directory, what);
    const code = codeOfDiskError(error);
    if (code === undefined) throw error;
    throw new UserError(
      `the cache folder ${directory} must be writable, got ${code}; set PLATFORM_CACHE to a folder of yours`,
    );
  }
}

async function removeRemains(directory: string): Promise<void> {
  for (const name of await readdir(directory)) {
    const [kind, pid, start = ""] = name.split("@");
    if (kind !== "build" || isRunning({ pid: Number(pid), start })) continue;
    await rm(join(directory, name), { recursive: true, force: true, maxRetries: 5 });
  }
}
