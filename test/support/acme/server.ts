import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

/** A server of a test's own, as a child process. */
export interface TestServer {
  pid: number;
  /** What it has written so far. */
  output(): string;
  /** Ends it, and returns when it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a server and waits until it answers.
 * @param answers asked again and again; true once the server can be used
 */
export async function startServer(
  binary: string,
  args: string[],
  options: { env: Record<string, string>; answers: () => Promise<boolean> },
): Promise<TestServer> {
  const child = spawn(binary, args, { cwd: "/", env: options.env, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", () => resolve());
  });
  const stop = async () => {
    const kill = setTimeout(() => child.kill("SIGKILL"), 5000);
    child.kill("SIGTERM");
    await ended;
    clearTimeout(kill);
  };
  const deadline = Date.now() + 60_000;
  while (!(await options.answers().catch(() => false))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`${binary} did not answer; it said:\n${output}`);
    }
    await sleep(50);
  }
  return { pid: child.pid!, output: () => output, stop };
}
