import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RunResult } from "../local/engine/types";
import type { Sums } from "./cost";
import { html } from "./html";
import { manifests } from "./manifests";
import { markdown } from "./markdown";
import { toPlan } from "./plan";

/**
 * Writes the reports of a stack to `directory`, all or none: a reader never sees files of two runs.
 *
 * @param last cost of the last plan, if there was one
 */
export function writeReports(directory: string, stack: string, result: RunResult, last: Sums | null = null): void {
  const plan = toPlan(stack, result, last);
  const files = {
    "plan.json": `${JSON.stringify(plan, null, 2)}\n`,
    "manifests.yaml": manifests(plan),
    "plan.md": markdown(stack, result, last),
    "report.html": html(stack, result, last),
  };
  const fresh = `${directory}.new-${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(fresh, name), text);
    rmSync(directory, { recursive: true, force: true });
    renameSync(fresh, directory);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
