import { z } from "zod";
import { readIfPresent, writePrivately } from "./files";
import { serverNames, type Layout } from "./layout";

const recorded = z.strictObject({
  pid: z.int().positive(),
  /** Start of the process, so that another one with the same number is not taken for it. */
  start: z.string(),
  port: z.int(),
  binary: z.string(),
  /** Hash of what it was started with. */
  fingerprint: z.string(),
});

const name = z.enum(serverNames);

const schema = z.strictObject({
  version: z.literal(1),
  ports: z.partialRecord(name, z.int().min(1).max(65535)),
  processes: z.partialRecord(name, recorded),
  /** Versions that the servers tell. */
  versions: z.partialRecord(name, z.string()),
});

/** What is kept between runs. */
export type State = z.infer<typeof schema>;
export type RecordedProcess = z.infer<typeof recorded>;

/** A missing or broken file reads as an empty state: its processes are found by their arguments instead. */
export function loadState(layout: Layout): State {
  try {
    return schema.parse(JSON.parse(readIfPresent(layout.state()) ?? ""));
  } catch {
    return { version: 1, ports: {}, processes: {}, versions: {} };
  }
}

export function saveState(layout: Layout, state: State): void {
  writePrivately(layout.state(), `${JSON.stringify(state, undefined, 2)}\n`);
}
