import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { isDate, today } from "./date";
import type { parseWaivers, Waiver, WaiverProblem } from "./schema";

export interface WaiversFile {
  waivers: Waiver[];
  problems: WaiverProblem[];
  /** YYYY-MM-DD. */
  today: string;
}

/**
 * Reads `policies/waivers.yaml`. Two variables of the environment change that: `PLATFORM_WAIVERS` is the path of
 * another file, `PLATFORM_TODAY` (YYYY-MM-DD) another day than today.
 *
 * @param parser Loads the parser, which takes a fifth of a pack's start: only those who have waivers pay for it.
 */
export function loadWaivers(
  env: Readonly<Record<string, string | undefined>>,
  parser: () => typeof parseWaivers,
): WaiversFile {
  const elsewhere = env["PLATFORM_WAIVERS"];
  const { waivers, problems } = read(elsewhere, parser);
  const day = env["PLATFORM_TODAY"];
  if (day === undefined) return { waivers, problems, today: today() };
  if (isDate(day)) return { waivers, problems, today: day };
  const problem = { message: `PLATFORM_TODAY must be a date like 2026-12-31, got "${day}"; unset it` };
  return { waivers, problems: [...problems, problem], today: today() };
}

function read(elsewhere: string | undefined, parser: () => typeof parseWaivers): Omit<WaiversFile, "today"> {
  const path = elsewhere ?? join(__dirname, "../../waivers.yaml");
  if (!existsSync(path)) {
    if (elsewhere === undefined) return { waivers: [], problems: [] };
    const message = `PLATFORM_WAIVERS must be the path of a file, got "${elsewhere}"; mend it or unset it`;
    return { waivers: [], problems: [{ message }] };
  }
  const source = readFileSync(path, "utf8");
  const stated = source.replace(/^\s*#.*$/gm, "").trim();
  if (stated === "" || stated === "[]") return { waivers: [], problems: [] };
  return parser()(source, elsewhere ?? "policies/waivers.yaml");
}
