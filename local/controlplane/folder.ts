import { mkdirSync, readdirSync } from "node:fs";
import { rm } from "node:fs/promises";
import { UserError } from "../lib/errors";
import { readIfPresent, writePrivately } from "./files";
import type { Layout } from "./layout";

const text = "State of the platform's embedded control plane. Stop it and remove this folder: npm run local -- down\n";

/**
 * Makes the state folder, for its owner only.
 * @throws UserError when the folder holds something else
 */
export function claimFolder(layout: Layout): void {
  requireOurs(layout);
  mkdirSync(layout.directory, { recursive: true, mode: 0o700 });
  writePrivately(layout.sign(), text);
}

/**
 * Removes the state folder with all that is in it.
 * @throws UserError when the folder holds something else
 */
export async function removeFolder(layout: Layout): Promise<boolean> {
  if (contentOf(layout.directory) === undefined) return false;
  requireOurs(layout);
  await rm(layout.directory, { recursive: true, force: true, maxRetries: 5 });
  return true;
}

function requireOurs({ directory, sign }: Layout): void {
  const content = contentOf(directory) ?? [];
  if (content.length === 0 || readIfPresent(sign()) !== undefined) return;
  // A crash before the sign was in place leaves nothing but its temporary file.
  if (content.every((name) => name.startsWith("platform-local.txt."))) return;
  throw new UserError(
    `the state folder must be empty or made by npm run local, got ${directory} with ${content.length} other files; ` +
      "choose another folder",
  );
}

function contentOf(directory: string): string[] | undefined {
  try {
    return readdirSync(directory);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return undefined;
    throw new UserError(`the state folder must be a folder of yours, got ${directory} (${code}); choose another`);
  }
}
