import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";

/** How a process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

export interface Child {
  exited: Promise<Exit>;
  /** The last lines of its stderr, for the message when it ends early. */
  stderr: () => string;
  /** Ends it and everything that it started. */
  kill(): void;
}

export interface ChildOptions {
  script: string;
  args: string[];
  directory: string;
  env: NodeJS.ProcessEnv;
  onLine: (stream: "stdout" | "stderr", line: string) => void;
  /** JavaScript to run once the script is loaded, before it gets to its work. */
  afterwards?: string;
}

/**
 * Ends the child and its process group when this process dies without having been able to do so: the channel between them
 * closes then. Runs before the SDK's script, which finds its arguments where it expects them.
 */
const bootstrap = `
  require(${JSON.stringify(join(__dirname, "lean-sdk.js"))});
  process.once("disconnect", () => process.kill(-process.pid, "SIGKILL"));
  process.channel.unref();
  process.argv.splice(1, 0, process.env.ENGINE_SCRIPT);
  delete process.env.ENGINE_SCRIPT;
  require(process.argv[1]);`;

const keptLines = 40;
/** How long output may trail behind the end of a process: something that it started may hold the pipes open. */
const drainMilliseconds = 500;

const running = new Set<Child>();
process.once("exit", () => running.forEach((child) => child.kill()));

function nodeOptions(): string[] {
  // Short-lived objects are most of what these processes make: a nursery that holds them saves a tenth of the time.
  // Messages have no stacks unless DEBUG asks for them.
  return ["--max-semi-space-size=32", ...(process.env["DEBUG"] ? [] : ["--stack-trace-limit=1"])];
}

/** Starts a script of the SDK in a process group of its own. */
export function startNode({ script, args, directory, env, onLine, afterwards = "" }: ChildOptions): Child {
  const child = spawn(process.execPath, [...nodeOptions(), "-e", bootstrap + afterwards, "--", ...args], {
    cwd: directory,
    env: { ...env, ENGINE_SCRIPT: script },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
    detached: true,
  });
  const lastLines: string[] = [];
  // Later its number may belong to another process.
  let ended = false;
  createInterface({ input: child.stdout as Readable }).on("line", (line) => onLine("stdout", line));
  createInterface({ input: child.stderr as Readable }).on("line", (line) => {
    lastLines.push(line);
    if (lastLines.length > keptLines) lastLines.shift();
    onLine("stderr", line);
  });
  const handle: Child = {
    exited: new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", (code, signal) => {
        handle.kill();
        ended = true;
        running.delete(handle);
        const timer = setTimeout(() => resolve({ code, signal }), drainMilliseconds);
        child.once("close", () => {
          clearTimeout(timer);
          resolve({ code, signal });
        });
      });
    }),
    stderr: () => lastLines.join("\n"),
    kill: () => {
      if (!ended) killGroup(child.pid);
    },
  };
  running.add(handle);
  handle.exited.catch(() => running.delete(handle));
  return handle;
}

function killGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch (error) {
    // macOS says EPERM for a group whose only member has ended.
    if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}
