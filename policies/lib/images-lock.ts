import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

import { configured, type Env } from "./environment";

const PROJECT = join(__dirname, "../..");
const LOCK = "charts.lock.yaml";

/**
 * Whether `npm run charts -- pull` wrote a lock of images for the stack: in the folder that it takes charts from
 * (`platform:charts.source`), else in `vendor/charts`.
 *
 * @param env Environment of the process; Pulumi passes the stack's configuration to a pack this way.
 * @param project Folder of the Pulumi project.
 */
export function imagesLocked(env: Env, project = PROJECT): boolean {
  const charts = configured(env, "platform:charts");
  const source = typeof charts === "object" && charts !== null && "source" in charts ? charts.source : undefined;
  const folder = typeof source === "string" && !source.includes("://") ? source : "vendor/charts";
  return existsSync(join(resolve(project, folder), LOCK));
}
