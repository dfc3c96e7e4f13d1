import * as fs from "node:fs/promises";
import * as path from "node:path";
import type { LockedChart } from "../../../components/lib/chart-lock";
import type { ChartPin } from "../../../components/lib/chart-pin";
import { messageOf, UserError } from "../../lib/errors";
import { limited } from "../limit";
import { helmRenderer } from "../render";
import type { ChartUse } from "../uses";
import { diskProblem } from "./disk";
import { sha256, type HttpOptions } from "./http";
import { digestLookup, lockImages } from "./images";
import { readProgress, writeLock, writeProgress } from "./lock";
import { RegistryClient } from "./registry";
import { ChartSources } from "./sources";
import { storeArchive } from "./store";
import { workFolder } from "./work";

export interface PullOptions extends HttpOptions {
  pins: readonly ChartPin[];
  /** Images that no chart deploys. */
  images: readonly string[];
  /** Where the charts go; made when it does not exist. */
  directory: string;
  /** Major and minor version of Kubernetes that images are looked up for. */
  kubernetesVersion: string;
  /** The stacks' values. Asked for when all charts are stored: the program may take its charts from this folder. */
  uses: () => Promise<ChartUse[]>;
  /** Path of helm. @default $PLATFORM_HELM, then PATH; without it images are read out of values files */
  helm?: string;
  /** Takes each line of progress. */
  log: (line: string) => void;
  /** Downloads at the same time. @default 4 */
  parallel?: number;
}

/**
 * Stores every pinned chart in a folder, verified, and then its lock. What a former pull stored is kept as it is; what
 * it could not finish is done now.
 * @throws UserError that lists everything that failed; the lock is then not written
 */
export async function pullCharts(options: PullOptions): Promise<void> {
  const { directory, pins, signal, log } = options;
  const work = await workFolder(directory).catch((error: unknown) => {
    throw diskProblem(error, directory);
  });
  try {
    const lock = readProgress(directory);
    const registry = new RegistryClient(options);
    const sources = new ChartSources(registry, options);
    const download = limited(options.parallel ?? 4);
    const save = limited(1);
    const remember = (change: () => void) =>
      save(async () => {
        change();
        await writeProgress(directory, lock, work);
      });
    const lockPin = async (pin: ChartPin, task: (pin: ChartPin) => Promise<LockedChart>) => {
      const locked = await task(pin);
      await remember(() => (lock.charts[pin.name] = locked));
    };
    const digestOf = digestLookup(registry);
    const lockImage = async (image: string) => {
      const digest = lock.images[image] ?? (await digestOf(image, "src/versions.ts"));
      await remember(() => (lock.images[image] = digest));
    };
    const all = async (tasks: Promise<void>[]) => {
      const results = await Promise.allSettled(tasks);
      signal?.throwIfAborted();
      failTogether(results, directory);
    };

    await all(
      pins.map((pin) =>
        lockPin(pin, () => download(() => storeChart(pin, lock.charts[pin.name], sources, options, work))),
      ),
    );
    log("looking up images");
    const uses = await options.uses();
    const renderer = helmRenderer({ ...options, directory, parallel: undefined });
    const find = lockImages({ directory, uses, renderer, digestOf, log });
    await all([
      ...pins.map((pin) => lockPin(pin, () => find(pin, lock.charts[pin.name]!))),
      ...options.images.map(lockImage),
    ]);

    const charts = Object.fromEntries(pins.map(({ name }) => [name, lock.charts[name]!]));
    const own = Object.fromEntries(options.images.map((image) => [image, lock.images[image]!]));
    await writeLock(directory, { charts, images: own }, work);
    const images = new Set([...Object.values(charts).flatMap((chart) => Object.keys(chart.images)), ...options.images]);
    for (const file of await noLongerPinned(options)) log(`note: ${file} is not pinned any more; delete it`);
    log(`${pins.length} charts and ${images.size} images are locked in ${directory}`);
  } finally {
    await fs.rm(work, { recursive: true, force: true });
  }
}

async function storeChart(
  pin: ChartPin,
  locked: LockedChart | undefined,
  sources: ChartSources,
  { directory, log, signal }: PullOptions,
  work: string,
): Promise<LockedChart> {
  signal?.throwIfAborted();
  const label = `${pin.name} ${pin.version}`;
  const same = locked?.version === pin.version && locked.repository === pin.repository ? locked : undefined;
  const present = await fs.readFile(path.join(directory, archiveOf(pin))).catch(() => undefined);
  if (same && present && sha256(present) === same.stored) {
    log(`${label}: already there`);
    return same;
  }
  const { archive, digest } = await sources.fetch(pin);
  if (same && same.upstream !== digest) {
    throw new UserError(
      `${label} must have the locked digest ${same.upstream}, got ${digest}: it was replaced after its release; find out why, and only then remove it from the lock`,
    );
  }
  const stored = await storeArchive(pin, archive, directory, work);
  log(`${label}: stored, ${Math.ceil(stored.length / 1024)} KiB`);
  const images = same?.images ?? {};
  return { version: pin.version, repository: pin.repository, upstream: digest, stored: sha256(stored), images };
}

function archiveOf({ name, version }: ChartPin): string {
  return `${name}-${version}.tgz`;
}

async function noLongerPinned({ directory, pins }: PullOptions): Promise<string[]> {
  const pinned = new Set(pins.map(archiveOf));
  return (await fs.readdir(directory)).filter((file) => file.endsWith(".tgz") && !pinned.has(file));
}

function failTogether(results: PromiseSettledResult<void>[], directory: string): void {
  const problems = results.flatMap((result) =>
    result.status === "rejected" ? [diskProblem(result.reason, directory)] : [],
  );
  const defect = problems.find((problem) => !(problem instanceof UserError));
  if (defect !== undefined) throw defect as Error;
  if (problems.length === 0) return;
  const messages = [...new Set(problems.map(messageOf))];
  throw new UserError(`the pull is not complete; what is stored is kept:\n  ${messages.join("\n  ")}`);
}
