import { execFileSync, spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, statSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf, UserError } from "../lib/errors";
import { isRunning, startOf, type ProcessIdentity } from "../toolchain/identity";
import type { Layout, ServerName } from "./layout";
import type { Server } from "./servers";

/** Between SIGTERM and SIGKILL. */
const graceMs = 3000;

/** A server of the control plane as a process. */
export interface ServerProcess extends ProcessIdentity {
  name: ServerName;
}

/** The API server after its clients, and etcd after it, so that none waits for an answer at its end. */
const stopOrder: ServerName[][] = [
  ["kube-controller-manager", "kube-scheduler", "kwok", "openbao"],
  ["kube-apiserver"],
  ["etcd"],
];

/**
 * Starts a server that outlives this process, with its output in a file.
 * @throws UserError when the binary cannot be executed
 */
export async function launch(server: Server, binary: string, layout: Layout): Promise<ProcessIdentity> {
  mkdirSync(layout.logs(), { recursive: true, mode: 0o700 });
  mkdirSync(layout.home(), { recursive: true, mode: 0o700 });
  try {
    renameSync(layout.log(server.name), layout.previousLog(server.name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const log = openSync(layout.log(server.name), "a", 0o600);
  try {
    const child = spawn(binary, server.arguments, {
      cwd: layout.home(),
      detached: true,
      stdio: ["ignore", log, log],
      // Settings for other servers, proxies and files in the user's home must not reach these.
      env: { PATH: process.env["PATH"] ?? "", HOME: layout.home(), TMPDIR: layout.home() },
    });
    child.unref();
    await new Promise<void>((resolve, reject) => child.once("spawn", resolve).once("error", reject));
    const pid = child.pid!;
    // One that has ended already is found dead later, where its log is shown.
    return { pid, start: startOf(pid) ?? "ended" };
  } catch (error) {
    throw new UserError(`${server.name} must start, got: ${messageOf(error)}; check ${binary}`);
  } finally {
    closeSync(log);
  }
}

/** Ends servers: SIGTERM, and SIGKILL to what is there after a grace. Returns when none is left. */
export async function stopServers(servers: readonly ServerProcess[]): Promise<void> {
  for (const names of stopOrder) await stopAll(servers.filter(({ name }) => names.includes(name)));
}

async function stopAll(processes: ProcessIdentity[]): Promise<void> {
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    for (const { pid, start } of processes) if (isRunning({ pid, start })) send(pid, signal);
    const deadline = Date.now() + graceMs;
    while (processes.some(isRunning) && Date.now() < deadline) await sleep(20);
  }
  const left = processes.filter(isRunning).map(({ pid }) => pid);
  if (left.length > 0) {
    throw new UserError(`all servers must end, got process ${left.join(", ")} alive after SIGKILL; end it yourself`);
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended in between, or is another user's by now.
    if (!["ESRCH", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/**
 * Processes that run a server with this state folder, recorded or not: of a run that crashed before it wrote them
 * down, or whose folder was removed under them.
 */
export function findServers(servers: readonly Server[]): ServerProcess[] {
  return commandLines().flatMap(({ pid, isServer }) => {
    const found = servers.find((server) => isServer(server.tool, markerOf(server)));
    const start = found && startOf(pid);
    return found && start !== undefined ? [{ pid, start, name: found.name }] : [];
  });
}

/** The argument that names a file of the state folder. */
function markerOf({ arguments: args }: Server): string {
  return args.find((argument) => argument.includes("=/"))!;
}

interface CommandLine {
  pid: number;
  isServer: (tool: string, marker: string) => boolean;
}

function commandLines(): CommandLine[] {
  return process.platform === "linux" ? linuxCommandLines() : otherCommandLines();
}

function linuxCommandLines(): CommandLine[] {
  const user = process.getuid?.();
  return readdirSync("/proc").flatMap((entry): CommandLine[] => {
    if (!/^\d+$/.test(entry)) return [];
    try {
      if (statSync(`/proc/${entry}`).uid !== user) return [];
      const [command = "", ...args] = readFileSync(`/proc/${entry}/cmdline`, "utf8").split("\0");
      const isServer = (tool: string, marker: string) => basename(command) === tool && args.includes(marker);
      return [{ pid: Number(entry), isServer }];
    } catch {
      // It ended while it was looked at.
      return [];
    }
  });
}

function otherCommandLines(): CommandLine[] {
  const listing = execFileSync("ps", ["-xww", "-o", "pid=,command="], { encoding: "utf8", maxBuffer: 64 << 20 });
  return listing.split("\n").flatMap((line): CommandLine[] => {
    const [, pid, command] = /^\s*(\d+)\s+(.*)$/.exec(line) ?? [];
    if (pid === undefined || command === undefined) return [];
    const isServer = (tool: string, marker: string) =>
      (command.startsWith(`${tool} `) || command.includes(`/${tool} `)) && `${command} `.includes(` ${marker} `);
    return [{ pid: Number(pid), isServer }];
  });
}
