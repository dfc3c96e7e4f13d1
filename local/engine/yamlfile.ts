import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";
import { UserError } from "../lib/errors";

/** A YAML file whose top level is a map. Undefined when it does not exist. Messages name the file, never its folder. */
export function readYamlMap(directory: string, file: string): Record<string, unknown> | undefined {
  const text = readText(join(directory, file));
  if (text === undefined) return undefined;
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) {
    const line = error.linePos?.[0].line ?? 1;
    const [problem = ""] = error.message.split(/ at line \d+/);
    throw new UserError(`${file}, line ${line} must be valid YAML, got: ${problem}; correct it`);
  }
  const value: unknown = document.toJS() ?? {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new UserError(`${file}, line 1 must be a map of settings, got ${describe(value)}; write "key: value" lines`);
  }
  return value as Record<string, unknown>;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** For messages: what kind of thing was written instead of what was wanted. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing";
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "a map" : JSON.stringify(value);
}
