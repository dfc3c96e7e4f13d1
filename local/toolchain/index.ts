import { join } from "node:path";
import { cachedTool, fillCache, toolDirectory } from "./cache";
import { findTool, isExecutable } from "./find";
import { buildWithGo, requireGo } from "./go";
import { withHeartbeat } from "./heartbeat";
import { pins, type Pin, type ToolName } from "./pins";
import { takeFromWheel } from "./wheel";

export { cacheDirectory } from "./cache";
export { crdsFromDirectory, crdsFromModules, mergeCrds } from "./crds";
export { kubernetesVersion, type ToolName } from "./pins";

export interface ToolOptions {
  log: (line: string) => void;
  signal?: AbortSignal;
  /** @default process.env */
  env?: NodeJS.ProcessEnv;
}

/**
 * Paths of tools: from $KUBEBUILDER_ASSETS, PATH or the cache, and else built or fetched once, at the pinned version.
 * One build runs at a time, since Go uses all cores by itself; what is built stays when a later one fails.
 * @throws UserError when there is no Go or Python to make a missing one, when that fails, or when the disk is full
 */
export async function ensureTools<Name extends ToolName>(
  names: readonly Name[],
  options: ToolOptions,
): Promise<Record<Name, string>> {
  const { log, signal, env = process.env } = options;
  const paths = new Map<Name, string>();
  const search = async (name: Name) => {
    const path = await findTool(name, { log, env, signal });
    if (path !== undefined) paths.set(name, path);
  };
  await Promise.all(names.map(search));

  const missing = names.filter((name) => !paths.has(name));
  const built = missing.filter((name) => pins[name].from === "go");
  if (built.length > 0) await requireGo(`to build ${built.join(", ")}`, env, signal);
  // The first failure stops the others: nobody waits minutes for a build to hear that Python is missing.
  const failure = new AbortController();
  const combined = AbortSignal.any([failure.signal, ...(signal ? [signal] : [])]);
  const make = async (name: Name) => void paths.set(name, await makeTool(name, { log, env, signal: combined }));
  const builds = (async () => {
    for (const name of built) await make(name);
  })();
  const fetches = missing.filter((name) => pins[name].from === "wheel").map(make);
  const works = [builds, ...fetches];
  for (const work of works) work.catch((error: unknown) => failure.abort(error));
  await Promise.allSettled(works);
  combined.throwIfAborted();
  return Object.fromEntries(paths) as Record<Name, string>;
}

async function makeTool(
  name: ToolName,
  { log, signal, env }: ToolOptions & { env: NodeJS.ProcessEnv },
): Promise<string> {
  const pin: Pin = pins[name];
  const target = cachedTool(name, env);
  const directory = toolDirectory(name, env);
  const doing = pin.from === "go" ? "building" : "fetching";
  await withHeartbeat(`${doing} ${name} v${pin.version}`, log, () =>
    fillCache({ directory, what: name, log, signal }, async (temporary) => {
      // Another process may have made it while this one waited.
      if (await isExecutable(target)) return;
      const making = { env, signal, logFile: join(directory, "build.log") };
      if (pin.from === "go") await buildWithGo(name, pin, target, temporary, making);
      else await takeFromWheel(name, pin, target, temporary, making);
    }),
  );
  return target;
}
