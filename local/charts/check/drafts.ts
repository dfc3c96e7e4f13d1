import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as yaml from "yaml";
import type { ChartPin } from "../../../components/lib/chart-pin";
import { messageOf, UserError } from "../../lib/errors";
import type { ChartUse } from "../uses";
import type { StoredChart } from "./folder";

/**
 * Values files that no stack uses yet: `NAME.yaml` belongs to the stored folder or archive NAME, else to the chart NAME.
 * Their version is the pinned one.
 * @throws UserError when the folder has none, or one cannot be read
 */
export async function draftUses(directory: string, stored: StoredChart[], pins: ChartPin[]): Promise<ChartUse[]> {
  const files = (await fs.readdir(directory).catch(() => [])).filter((file) => /\.ya?ml$/.test(file)).sort();
  if (files.length === 0)
    throw new UserError(`--values must be a folder of values files, got ${directory}; correct the path`);
  return await Promise.all(
    files.map(async (file) => {
      const name = file.replace(/\.ya?ml$/, "");
      const found =
        stored.find(({ entry }) => entry === name) ??
        stored.find(({ chart, entry }) => chart.name === name || entry === `${name}-${chart.version}.tgz`);
      const chart = found?.chart.name ?? name;
      const pin = pins.find((candidate) => candidate.name === chart);
      const version = pin?.version ?? found?.chart.version ?? "(not pinned)";
      return { component: path.join(directory, file), chart, version, values: await read(path.join(directory, file)) };
    }),
  );
}

async function read(file: string): Promise<unknown> {
  try {
    return yaml.parse(await fs.readFile(file, "utf8"), { merge: true }) as unknown;
  } catch (error) {
    throw new UserError(`${file} must be YAML, got: ${messageOf(error).split("\n")[0]}; correct it`);
  }
}
