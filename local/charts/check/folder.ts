import * as fs from "node:fs/promises";
import * as path from "node:path";
import { UserError } from "../../lib/errors";
import { readChart, type ChartContents } from "../contents";

/** A chart in a folder of charts. */
export interface StoredChart {
  chart: ChartContents;
  /** Name of its folder or archive, which need not be the chart's own. */
  entry: string;
}

/**
 * Every chart in `directory`: folders with a Chart.yaml, and archives.
 * @throws UserError when the folder does not exist or holds something that is no chart
 */
export async function openChartFolder(directory: string): Promise<StoredChart[]> {
  const entries = await fs.readdir(directory, { withFileTypes: true }).catch(() => {
    throw new UserError(
      `${directory} must be a folder of charts, got no such folder; run npm run charts -- pull --to ${directory}`,
    );
  });
  const stored: StoredChart[] = [];
  for (const entry of entries.sort((a, b) => a.name.localeCompare(b.name))) {
    if (entry.name.startsWith(".") || !(entry.isDirectory() || entry.name.endsWith(".tgz"))) continue;
    const chart = await readChart(path.join(directory, entry.name));
    if (chart) stored.push({ chart, entry: entry.name });
  }
  return stored;
}
