import { createHash, createHmac } from "node:crypto";
import { z } from "zod";
import { readIfPresent, writePrivately } from "../../controlplane/files";
import type { Body } from "./client";

const entrySchema = z.strictObject({
  /** Where it is deleted; absent for what is kept or goes with another. */
  path: z.string().optional(),
  /** Of the mount that held it. */
  accessor: z.string().optional(),
  /** Digest of what it was made from. */
  inputs: z.string().optional(),
  outputs: z.record(z.string(), z.unknown()).optional(),
  /** Keyed digests of what the server never tells, by field. */
  secrets: z.record(z.string(), z.string()).optional(),
});
const recordSchema = z.strictObject({
  /** Of the server: another one knows nothing of what is recorded. */
  server: z.string(),
  entries: z.record(z.string(), entrySchema),
});

export type Entry = z.infer<typeof entrySchema>;

/**
 * What runs of a stack made in one OpenBao, by URN: results that can be read only once, and what must be deleted when it
 * leaves the program. It stays on disk in the state folder, and holds no secret.
 */
export class Record {
  private readonly entries: Map<string, Entry>;

  constructor(
    private readonly file: string,
    /** Whoever has it needs no digest of a secret. */
    private readonly key: string,
  ) {
    const kept = parsed(readIfPresent(file));
    this.entries = new Map(kept?.server === this.seal("server") ? Object.entries(kept.entries) : []);
  }

  get(urn: string): Entry | undefined {
    return this.entries.get(urn);
  }

  set(urn: string, entry: Entry): void {
    this.entries.set(urn, entry);
    this.save();
  }

  remove(urn: string): void {
    this.entries.delete(urn);
    this.save();
  }

  /** Newest first: what is made later stands in what was made before. */
  all(): [string, Entry][] {
    return [...this.entries].reverse();
  }

  /** A digest from which a short secret cannot be guessed. */
  seal(value: unknown): string {
    return createHmac("sha256", this.key).update(JSON.stringify(value)).digest("hex");
  }

  private save(): void {
    const content = { server: this.seal("server"), entries: Object.fromEntries(this.entries) };
    writePrivately(this.file, `${JSON.stringify(content, undefined, 2)}\n`);
  }
}

export function digestOf(value: Body): string {
  const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b)));
  return createHash("sha256").update(JSON.stringify(sorted)).digest("hex");
}

/** A file that cannot be read is as good as none: everything is looked at again. */
function parsed(text: string | undefined): z.infer<typeof recordSchema> | undefined {
  try {
    return recordSchema.safeParse(JSON.parse(text ?? "")).data;
  } catch {
    return undefined;
  }
}
