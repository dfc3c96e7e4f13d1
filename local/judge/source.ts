import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { UserError } from "../lib/errors";

/** A text that holds what is to be judged. */
export interface Source {
  /** As people know it: relative to where the command was called; `stdin`. */
  file: string;
  text: string;
}

/** What kubectl reads of a folder. */
const KINDS = /\.(ya?ml|json)$/;

/**
 * Reads files, folders with everything below them that is not hidden, and `-` for standard input.
 *
 * @param base Folder that paths are relative to.
 * @param stdin Reads all of standard input.
 */
export function readSources(paths: readonly string[], base: string, stdin: () => string): Source[] {
  return paths.flatMap((path) => {
    if (path === "-") return [{ file: "stdin", text: stdin() }];
    const files = filesOf(path, resolve(base, path));
    if (files.length === 0) {
      throw new UserError(`${path} must hold files with .yaml, .yml or .json, got none; correct the path`);
    }
    return files.map((file) => ({ file: shown(file, base), text: readFileSync(file, "utf8") }));
  });
}

/** @param given what a message calls the path */
export function readText(given: string, base: string, what: string): string {
  try {
    return readFileSync(resolve(base, given), "utf8");
  } catch (error) {
    throw unreadable(what, given, error);
  }
}

function filesOf(given: string, path: string): string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
  } catch (error) {
    throw unreadable("what is judged", given, error);
  }
  const entries = readdirSync(path, { withFileTypes: true }).filter(({ name }) => !name.startsWith("."));
  return entries
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) return filesOf(inside, inside);
      return KINDS.test(entry.name) ? [inside] : [];
    });
}

function shown(path: string, base: string): string {
  const inside = relative(base, path);
  return inside.startsWith("..") ? path : inside;
}

function unreadable(what: string, given: string, error: unknown): UserError {
  const { code } = error as NodeJS.ErrnoException;
  return new UserError(`${what} must be readable, got "${given}" (${code}); correct the path`);
}
