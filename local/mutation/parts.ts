import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";

import { UserError } from "../lib/errors";

/** What one run of Stryker mutates: the rules of a pack, or what all packs share. */
export interface Part {
  /** Name of the pack, or `lib`. */
  name: string;
  /** Relative to the project. */
  files: string[];
}

/** What only assembles: the packs' own processes and every test of a pack show it at once. */
const ASSEMBLY = /(^|\/)(rules\/index|pack)\.ts$/;

/** @param asked Files and folders; everything when there are none. */
export function partsOf(root: string, asked: readonly string[]): Part[] {
  const files = (asked.length > 0 ? asked : ["policies"]).flatMap((path) => {
    if (existsSync(join(root, path)) && /^policies(\/|$)/.test(path)) return mutable(root, path.replace(/\/$/, ""));
    throw new UserError(`${path} must be a file or a folder below policies/, named from the project's root`);
  });
  const names = [...new Set(files.map(packOf))].sort();
  return names.map((name) => ({ name, files: [...new Set(files)].filter((file) => packOf(file) === name).sort() }));
}

function packOf(file: string): string {
  return file.split("/")[1] ?? "";
}

function mutable(root: string, path: string): string[] {
  if (!statSync(join(root, path)).isDirectory()) return path.endsWith(".ts") && !ASSEMBLY.test(path) ? [path] : [];
  return readdirSync(join(root, path)).flatMap((name) => mutable(root, `${path}/${name}`));
}

/** The files whose mutants a change can have let live: those that it touched, and the rules whose cases it touched. */
export function touched(root: string, changed: readonly string[]): string[] {
  const rules = partsOf(root, []).flatMap(({ files }) => files);
  const names = new Set(
    changed.filter((path) => path.startsWith("test/policies/cases/")).map((path) => basename(path)),
  );
  return rules.filter((file) => changed.includes(file) || (file.includes("/rules/") && names.has(basename(file))));
}
