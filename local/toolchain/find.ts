import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import { cachedTool } from "./cache";
import { pins, type Pin, type ToolName } from "./pins";
import { run } from "./run";

export interface FindOptions {
  log: (line: string) => void;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/**
 * Looks for a tool in $KUBEBUILDER_ASSETS, on PATH and in the cache. A foreign one must tell that it has the major and
 * minor version of the pin; else a note says why it is passed over.
 */
export async function findTool(name: ToolName, { log, env, signal }: FindOptions): Promise<string | undefined> {
  const assets = env["KUBEBUILDER_ASSETS"];
  const folders = assets ? [resolve(assets)] : [];
  const onPath = (env["PATH"] ?? "").split(delimiter).filter(Boolean);
  for (const places of [folders, onPath]) {
    const path = await firstExecutable(name, places);
    if (path === undefined) continue;
    const problem = await versionProblem(name, path, env, signal);
    if (problem === undefined) return path;
    log(`${name}: not using ${path}: ${problem}`);
  }
  const cached = cachedTool(name, env);
  return (await isExecutable(cached)) ? cached : undefined;
}

export async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

async function firstExecutable(name: string, folders: string[]): Promise<string | undefined> {
  for (const folder of folders) {
    const path = join(folder, name);
    if (await isExecutable(path)) return path;
  }
  return undefined;
}

async function versionProblem(
  name: ToolName,
  path: string,
  env: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const pin: Pin = pins[name];
  if (pin.versionArguments === undefined) return "it cannot tell its version";
  const wanted = minorOf(pin.version);
  const outcome = await run(path, pin.versionArguments, { directory: "/", env, signal }).catch(() => undefined);
  signal?.throwIfAborted();
  const version = /\bv?(\d+\.\d+\.\d+[\w.+-]*)/.exec(outcome?.stdout ?? "")?.[1];
  if (outcome?.status !== 0 || version === undefined) return `it must tell its version, ${wanted}.x, and does not`;
  return minorOf(version) === wanted ? undefined : `it must be version ${wanted}.x, got ${version}`;
}

function minorOf(version: string): string {
  return version.split(".").slice(0, 2).join(".");
}
