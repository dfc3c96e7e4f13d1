import { join } from "node:path";
import { UserError } from "../lib/errors";
import { goEnvironment, requireGo } from "./go";
import type { CrdModule } from "./pins";
import { lastLines, run } from "./run";

/** What `go mod download -json` says of one module. */
interface Download {
  Path: string;
  Version: string;
  Error?: string;
  Dir?: string;
  /** The archive, which is there without {@link Dir} where the module asks for a newer Go than this one. */
  Zip?: string;
  Sum?: string;
}

export interface DownloadOptions {
  log: (line: string) => void;
  signal?: AbortSignal;
  env?: NodeJS.ProcessEnv;
}

/**
 * Downloads Go modules, as files only, and compares their hashes with the pins.
 * @param directory an empty folder outside of any Go module
 * @throws UserError that names the first module that cannot be had, or is another than pinned
 */
export async function downloadModules<Module extends CrdModule>(
  modules: readonly Module[],
  directory: string,
  { log, signal, env = process.env }: DownloadOptions,
): Promise<(Module & { directory: string })[]> {
  await requireGo("to download custom resource definitions", env, signal);
  log(`downloading ${modules.length} modules with custom resource definitions …`);
  const wanted = modules.map(({ module, version }) => `${module}@${version}`);
  const outcome = await run("go", ["mod", "download", "-json", ...wanted], {
    directory,
    env: goEnvironment(env),
    signal,
  });
  const downloads = parseStream(outcome.stdout);
  const found = modules.map((module) => {
    const download = downloads.find(({ Path, Version }) => Path === module.module && Version === module.version);
    const name = `the Go module ${module.module} ${module.version}`;
    if (download?.Dir === undefined && download?.Zip === undefined) {
      const why = lastLines(download?.Error ?? outcome.output, 3).trim();
      throw new UserError(`${name} must be downloadable, got: ${why}; check the network and GOPROXY (go env)`);
    }
    if (download.Sum !== module.sum) {
      throw new UserError(
        `${name} must have the hash ${module.sum}, got ${download.Sum}: it was changed on the way or at its source; ` +
          "do not use it, and check GOPROXY (go env)",
      );
    }
    return { ...module, download };
  });
  return await Promise.all(
    found.map(async ({ download, ...module }) => ({
      ...(module as unknown as Module),
      directory: download.Dir ?? (await unzipped(module, download.Zip!, directory, { env, signal })),
    })),
  );
}

/** Go does not unpack what it could not build; its files are what is wanted. @returns the module's folder */
async function unzipped(
  { module, version }: CrdModule,
  zip: string,
  directory: string,
  { env, signal }: { env: NodeJS.ProcessEnv; signal?: AbortSignal },
): Promise<string> {
  const target = join(directory, `unzipped-${module.replaceAll("/", "-")}`);
  const outcome = await run("python3", ["-m", "zipfile", "-e", zip, target], { directory, env, signal });
  if (outcome.status === 0) return join(target, `${module}@${version}`);
  throw new UserError(
    `the archive of the Go module ${module} must be unpacked by Python, got: ${lastLines(outcome.output, 3).trim()}; install Python 3`,
  );
}

/** Go prints one indented object after the other. */
function parseStream(text: string): Download[] {
  return text
    .split(/(?<=^\})$/m)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => JSON.parse(part) as Download);
}
