import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { isDate, today } from "./date";
import type { Waiver, WaiverProblem } from "./schema";

export interface WaiversFile {
  waivers: Waiver[];
  problems: WaiverProblem[];
  /** YYYY-MM-DD. */
  today: string;
}

/**
 * Reads `policies/waivers.yaml`. Two variables of the environment change that: `PLATFORM_WAIVERS` is the path of
 * another file, `PLATFORM_TODAY` (YYYY-MM-DD) another day than today.
 */
export async function loadWaivers(env: Readonly<Record<string, string | undefined>>): Promise<WaiversFile> {
  const elsewhere = env["PLATFORM_WAIVERS"];
  const { waivers, problems } = await read(elsewhere ?? join(__dirname, "../../waivers.yaml"), elsewhere);
  const day = env["PLATFORM_TODAY"];
  if (day === undefined) return { waivers, problems, today: today() };
  if (isDate(day)) return { waivers, problems, today: day };
  const problem = { message: `PLATFORM_TODAY must be a date like 2026-12-31, got "${day}"; unset it` };
  return { waivers, problems: [...problems, problem], today: today() };
}

async function read(path: string, elsewhere: string | undefined): Promise<Omit<WaiversFile, "today">> {
  if (!existsSync(path)) {
    if (elsewhere === undefined) return { waivers: [], problems: [] };
    const message = `PLATFORM_WAIVERS must be the path of a file, got "${elsewhere}"; mend it or unset it`;
    return { waivers: [], problems: [{ message }] };
  }
  const source = readFileSync(path, "utf8");
  const stated = source.replace(/^\s*#.*$/gm, "").trim();
  if (stated === "" || stated === "[]") return { waivers: [], problems: [] };
  // The parsers take a fifth of a pack's start: only those who have waivers pay for them.
  const { parseWaivers } = await import("./schema");
  return parseWaivers(source, elsewhere ?? "policies/waivers.yaml");
}
