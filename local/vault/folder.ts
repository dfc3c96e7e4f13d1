import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { UserError } from "../lib/errors";

const record = z.object({
  /** Where the server was reached. */
  address: z.string(),
  begun: z.string(),
  /** Whether the parts unseal it, or recover it where a key management service unseals it. */
  parts: z.enum(["unseal", "recovery"]),
  threshold: z.number(),
  /** Who decrypts the root token. */
  rootTokenFor: z.string(),
  operators: z.array(z.string()),
  /** Base64, encrypted to their owners. Absent until the server has answered. */
  shares: z.array(z.object({ operator: z.string(), encrypted: z.string() })).optional(),
  /** Base64, encrypted. Absent once it is revoked. */
  rootToken: z.string().optional(),
  clusterId: z.string().optional(),
  /** When the program had configured the server. */
  configured: z.string().optional(),
  /** When the root token was revoked. */
  finished: z.string().optional(),
});

/** What a first start has reached; nothing in it is readable to anybody but its owner. */
export type FirstStart = z.infer<typeof record>;

/** The folder of a stack's first start. It is written before anything else happens, and never overwritten. */
export class FirstStartFolder {
  constructor(readonly directory: string) {}

  /** Undefined where there is none. @throws UserError when it cannot be read */
  read(): FirstStart | undefined {
    let text: string;
    try {
      text = readFileSync(this.file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw error;
    }
    try {
      return record.parse(JSON.parse(text));
    } catch {
      throw new UserError(`${this.file} must be what npm run vault wrote; restore it from a copy`);
    }
  }

  /** Writes the record, and a file for each owner, which plain gpg decrypts. */
  write(state: FirstStart): void {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    durably(this.file, `${JSON.stringify(state, undefined, 2)}\n`);
    for (const { operator, encrypted } of state.shares ?? []) {
      durably(join(this.directory, `share-${operator}.gpg`), Buffer.from(encrypted, "base64"));
    }
  }

  private get file(): string {
    return join(this.directory, "first-start.json");
  }
}

/** All or nothing, and on the disk when it returns: the server tells this once. */
function durably(file: string, content: string | Buffer): void {
  const temporary = `${file}.new`;
  const handle = openSync(temporary, "w", 0o600);
  try {
    writeFileSync(handle, content);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
  const directory = openSync(dirname(file), "r");
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
