import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckOutcome } from "../report";
import { Tally } from "./tally";

/** Bigger files are data of servers, in which nothing that people read is kept. */
const largestBytes = 256 * 1024 * 1024;

/** Looks for secrets in clear in every file below some folders: one check for each secret. */
export function checkPlanted(folders: string[], secrets: { name: string; value: string }[]): CheckOutcome {
  const tally = new Tally();
  const found = new Map<string, string>();
  for (const file of folders.flatMap(filesBelow)) {
    const content = readFileSync(file);
    for (const { name, value } of secrets) if (content.includes(value)) found.set(name, file);
  }
  for (const { name } of secrets) {
    const file = found.get(name);
    tally.expect(
      file === undefined,
      file ?? name,
      `${name} must not be in clear in any file, got it`,
      "something wrote it",
    );
  }
  return tally.outcome;
}

function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  const status = lstatSync(path);
  if (status.isDirectory()) return readdirSync(path).flatMap((name) => filesBelow(join(path, name)));
  return status.isFile() && status.size <= largestBytes ? [path] : [];
}
