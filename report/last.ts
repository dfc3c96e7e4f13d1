import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plan } from "./plan";
import type { Sums } from "./cost";

/** Cost in the plan that lies in `directory`. Null: there is none, or it has no cost. */
export function lastCost(directory: string): Sums | null {
  const path = join(directory, "plan.json");
  if (!existsSync(path)) return null;
  try {
    return (JSON.parse(readFileSync(path, "utf8")) as Partial<Plan>).cost ?? null;
  } catch {
    return null; // not one of ours, and about to be replaced
  }
}
