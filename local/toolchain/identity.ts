import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** A process that can be told from a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, as {@link startOf} says it. */
  start: string;
}

const linux = process.platform === "linux";

/**
 * When a process started, in letters, digits and hyphens: on Linux the boot and the clock tick, elsewhere what `ps`
 * says to the second. `undefined` when there is no such process, or only its remains (a zombie).
 */
export function startOf(pid: number): string | undefined {
  return linux ? startFromProc(pid) : startFromPs(pid);
}

/** Whether this very process still runs. */
export function isRunning({ pid, start }: ProcessIdentity): boolean {
  return startOf(pid) === start;
}

let own: ProcessIdentity | undefined;

/** The process that runs this code. */
export function ownIdentity(): ProcessIdentity {
  own ??= { pid: process.pid, start: startOf(process.pid) ?? "unknown" };
  return own;
}

let boot: string | undefined;

function startFromProc(pid: number): string | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
  // The name in parentheses may itself hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state = "X"] = fields;
  // While other threads of a killed process still end, it holds its ports and files.
  const threads = Number(fields[17]);
  if (state === "X" || (state === "Z" && threads <= 1)) return undefined;
  boot ??= readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
  return `${boot}-${fields[19]}`;
}

function startFromPs(pid: number): string | undefined {
  try {
    const line = execFileSync("ps", ["-o", "stat=,lstart=", "-p", String(pid)], {
      encoding: "utf8",
      env: { ...process.env, LC_ALL: "C" },
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
    const [state = "Z", ...start] = line.split(/\s+/);
    return state.startsWith("Z") ? undefined : start.join("-").replaceAll(":", "");
  } catch {
    return undefined;
  }
}
