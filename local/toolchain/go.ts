import { mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { UserError } from "../lib/errors";
import { diskFull, isDiskFull } from "./disk";
import { goVersion, kubernetesVersion, type GoPin } from "./pins";
import { endOf, lastLines, run } from "./run";

const minor = (version: string) => version.split(".").slice(0, 2).join(".");
const otherwise = `put the binaries on PATH or set KUBEBUILDER_ASSETS to their folder (Kubernetes ${minor(kubernetesVersion)})`;

/**
 * The environment for Go: the user's, where settings for proxies and caches come from, without what would change the
 * binary.
 */
export function goEnvironment(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = { ...env };
  for (const variable of ["GOOS", "GOARCH", "GOEXPERIMENT"]) delete kept[variable];
  return { ...kept, CGO_ENABLED: "0", GOWORK: "off" };
}

/** @throws UserError when there is no Go, or one that is too old and fetches no newer one by itself */
export async function requireGo(purpose: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<void> {
  const upgrade = `install Go ${minor(goVersion)} or newer, or ${otherwise}`;
  // In a module's folder Go first switches to the version that the module wants, where it may.
  const directory = join(__dirname, "kubernetes");
  const outcome = await run("go", ["version"], { directory, env: goEnvironment(env), signal }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT" && error.code !== "EACCES") throw error;
      throw new UserError(`go must be on PATH ${purpose}, got none; ${upgrade}`);
    },
  );
  const version = /\bgo(\d+\.\d+(?:\.\d+)?)/.exec(outcome.stdout)?.[1];
  if (outcome.status === 0 && version !== undefined && compareVersions(version, goVersion) >= 0) return;
  const got = outcome.status === 0 ? (version ?? "a version of its own") : lastLines(outcome.output, 3).trim();
  throw new UserError(`go must be ${goVersion} or newer ${purpose}, got ${got}; ${upgrade}`);
}

/**
 * Builds one command and moves it into its place.
 * @param temporary folder on the same disk as `target`
 * @throws UserError with the last lines of Go's output
 */
export async function buildWithGo(
  name: string,
  pin: GoPin,
  target: string,
  temporary: string,
  options: { env: NodeJS.ProcessEnv; logFile: string; signal?: AbortSignal },
): Promise<void> {
  const output = join(temporary, name);
  const variables = Object.entries(pin.variables).map(([variable, value]) => `-X ${variable}=${value}`);
  const tags = pin.tags ? ["-tags", pin.tags.join(",")] : [];
  const linker = ["-ldflags", ["-s", "-w", ...variables].join(" ")];
  const flags = ["-mod=readonly", "-trimpath", "-buildvcs=false", ...tags, ...linker];
  const outcome = await run("go", ["build", ...flags, "-o", output, pin.command], {
    directory: join(__dirname, pin.module),
    // Whatever Go leaves behind when it is killed goes away with the temporary folder.
    env: { ...goEnvironment(options.env), GOTMPDIR: temporary },
    logFile: options.logFile,
    signal: options.signal,
  });
  if (outcome.status !== 0) {
    if (isDiskFull(outcome.output)) throw diskFull(dirname(dirname(target)), `building ${name}`);
    const memory = /signal: killed/.test(outcome.output)
      ? "the machine may be short of memory; GOFLAGS=-p=1 needs less; "
      : "";
    throw new UserError(
      `building ${name} v${pin.version} must succeed, got ${endOf(outcome.status)}:\n${lastLines(outcome.output)}\n` +
        `${memory}its whole output is in ${options.logFile}; run it again to go on from there, or ${otherwise}`,
    );
  }
  await mkdir(dirname(target), { recursive: true });
  await rename(output, target);
}

/** Negative when `a` is older than `b`, by their numbers. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((version) => version.split(".").map(Number));
  for (let index = 0; index < 3; index++) {
    const difference = (left?.[index] ?? 0) - (right?.[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
