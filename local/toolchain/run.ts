import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";

export interface RunOptions {
  directory: string;
  env: NodeJS.ProcessEnv;
  /** Where everything it says is kept. */
  logFile?: string;
  /** Ends it with SIGTERM. */
  signal?: AbortSignal;
}

export interface Outcome {
  /** Exit status, or the name of the signal that ended it. */
  status: number | NodeJS.Signals;
  stdout: string;
  /** Both streams, as they came. */
  output: string;
}

/**
 * Runs a program to its end.
 * @throws an Error with code ENOENT when there is no such program, and the signal's reason when aborted
 */
export async function run(command: string, args: string[], options: RunOptions): Promise<Outcome> {
  const { directory, env, logFile, signal } = options;
  signal?.throwIfAborted();
  const log = logFile === undefined ? undefined : createWriteStream(logFile);
  // Without a listener an error of the stream would end this process; `finished` reports it below.
  log?.on("error", () => undefined);
  let stdout = "";
  let output = "";
  const status = await new Promise<number | NodeJS.Signals>((resolve, reject) => {
    const child = spawn(command, args, { cwd: directory, env, stdio: ["ignore", "pipe", "pipe"] });
    const stop = () => child.kill("SIGTERM");
    signal?.addEventListener("abort", stop, { once: true });
    child.stdout.on("data", (chunk: Buffer) => {
      stdout += chunk.toString();
      output += chunk.toString();
      log?.write(chunk);
    });
    child.stderr.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      log?.write(chunk);
    });
    child.on("error", reject);
    child.on("close", (code, name) => {
      signal?.removeEventListener("abort", stop);
      resolve(code ?? name ?? "SIGKILL");
    });
  });
  if (log) {
    log.end();
    await finished(log);
  }
  signal?.throwIfAborted();
  return { status, stdout, output };
}

/** The last lines of a text that say something, indented for a message. */
export function lastLines(text: string, count = 15): string {
  return text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "")
    .slice(-count)
    .map((line) => `  ${line}`)
    .join("\n");
}

/** How a program ended, for messages. */
export function endOf(status: Outcome["status"]): string {
  return typeof status === "number" ? `exit status ${status}` : status;
}
