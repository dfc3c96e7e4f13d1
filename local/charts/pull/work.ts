import * as fs from "node:fs/promises";
import * as path from "node:path";

const prefix = ".pull-";

/**
 * A folder for what is not finished, inside `directory` so that finishing is a rename. Those of pulls that were killed
 * are removed.
 */
export async function workFolder(directory: string): Promise<string> {
  await fs.mkdir(directory, { recursive: true });
  for (const name of await fs.readdir(directory)) {
    if (!name.startsWith(prefix) || isRunning(Number(name.slice(prefix.length).split("-")[0]))) continue;
    await fs.rm(path.join(directory, name), { recursive: true, force: true });
  }
  return await fs.mkdtemp(path.join(directory, `${prefix}${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // No permission to signal it means that it is there.
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
