import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** What a stack file says, before anything is checked. */
export interface StackFile {
  name: string;
  /** Value of `platform:<setting>`. */
  setting(name: string): unknown;
}

/** The stack files of a folder that can be read; a broken one is its own stack's mistake. */
export function stackFiles(directory: string): StackFile[] {
  return names(directory).flatMap((name): StackFile[] => {
    const config = configOf(join(directory, name));
    return config === undefined ? [] : [{ name, setting: (setting) => config[`platform:${setting}`] }];
  });
}

function names(directory: string): string[] {
  try {
    return readdirSync(directory)
      .filter((name) => /^Pulumi\..+\.yaml$/.test(name))
      .sort();
  } catch {
    return [];
  }
}

function configOf(file: string): Record<string, unknown> | undefined {
  try {
    const { config } = parse(readFileSync(file, "utf8")) as { config?: Record<string, unknown> };
    return config ?? undefined;
  } catch {
    return undefined;
  }
}
