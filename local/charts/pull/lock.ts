import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as yaml from "yaml";
import { lockFile, readChartLock, type ChartLock } from "../../../components/lib/chart-lock";

/** What an interrupted pull has done so far. */
const partialFile = "charts.lock.partial.yaml";

const header = `# Written by npm run charts -- pull. Where this file is, images are deployed by these digests.
# "upstream" is the archive as published; "stored" differs where a values schema that refers to another host was left out.
`;

/** The lock together with what an interrupted pull added. */
export function readProgress(directory: string): ChartLock {
  const [whole, partial] = [readChartLock(directory), readChartLock(directory, partialFile)];
  return {
    charts: { ...whole?.charts, ...partial?.charts },
    images: { ...whole?.images, ...partial?.images },
  };
}

/** Remembers what is done, for the next pull. */
export async function writeProgress(directory: string, lock: ChartLock, work: string): Promise<void> {
  await write(directory, partialFile, lock, work);
}

/** Everything is done. */
export async function writeLock(directory: string, lock: ChartLock, work: string): Promise<void> {
  await write(directory, lockFile, lock, work);
  await fs.rm(path.join(directory, partialFile), { force: true });
}

async function write(directory: string, file: string, lock: ChartLock, work: string): Promise<void> {
  const unfinished = path.join(work, file);
  await fs.writeFile(unfinished, header + yaml.stringify(lock, { sortMapEntries: true, lineWidth: 0 }));
  await fs.rename(unfinished, path.join(directory, file));
}
