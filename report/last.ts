import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../local/lib/errors";
import { planVersion, type Plan } from "./plan";

/** The plan in a file. @throws UserError when it is missing, damaged or of another version */
export function readPlan(path: string): Plan {
  if (!existsSync(path)) throw new UserError(`${path} must exist, got no file; run npm run plan first`);
  const must = `${path} must be a plan of version ${planVersion}`;
  const remedy = "make it again with npm run plan";
  const plan = parsed(path);
  if (plan === undefined) throw new UserError(`${must}, got a damaged file; ${remedy}`);
  const got = plan.version === undefined ? "one without a version" : `version ${JSON.stringify(plan.version)}`;
  if (plan.version !== planVersion) throw new UserError(`${must}, got ${got}; ${remedy}`);
  const missing = (["resources", "findings", "charts"] as const).find((part) => !Array.isArray(plan[part]));
  if (missing || typeof plan.stack !== "string") {
    throw new UserError(`${must}, got one without ${missing ?? "stack"}; ${remedy}`);
  }
  return plan as Plan;
}

/** The plan that lies in a folder, or why it cannot be compared with. Neither: there is none. */
export function lastPlan(directory: string): { plan?: Plan; problem?: string } {
  const path = join(directory, "plan.json");
  if (!existsSync(path)) return {};
  try {
    return { plan: readPlan(path) };
  } catch (error) {
    if (error instanceof UserError) return { problem: error.message };
    throw error;
  }
}

function parsed(path: string): Partial<Plan> | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
