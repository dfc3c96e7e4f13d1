import type { ChartSettings } from "./chart";
import { readChartLock } from "./chart-lock";
import { isFolder } from "./chart-source";
import { pulledCharts } from "./pulled-charts";

/**
 * Settings of a stack's charts with the lock that belongs to them: that of the source, where this is a folder, else that
 * of the last pull, whose digests hold for charts from registries and mirrors as well.
 * @throws pulumi.RunError when the lock is damaged
 */
export function chartSettings(settings: Omit<ChartSettings, "lock">, pulled = pulledCharts): ChartSettings {
  const { source } = settings;
  return { ...settings, lock: readChartLock(source !== undefined && isFolder(source) ? source : pulled) };
}
