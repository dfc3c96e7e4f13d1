import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as yaml from "yaml";
import { z } from "zod";

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/, "must be sha256: and 64 hexadecimal digits");

const lockedChart = z.strictObject({
  version: z.string(),
  repository: z.string(),
  /** Digest of the archive as published. */
  upstream: digest,
  /** Digest of the archive as stored, which differs where a file was left out. */
  stored: digest,
  /** Image references, as manifests write them, to digests. */
  images: z.record(z.string(), digest),
});

const chartLock = z.strictObject({
  charts: z.record(z.string(), lockedChart),
  /** The same of the images that the program deploys without a chart. */
  images: z.record(z.string(), digest).default({}),
});

export type LockedChart = z.output<typeof lockedChart>;

/** What `npm run charts -- pull` stored: digests of charts by name, and of the images that each of them runs. */
export type ChartLock = z.output<typeof chartLock>;

/** Name of the lock in a folder of charts. */
export const lockFile = "charts.lock.yaml";

/**
 * The lock of a folder of charts, or undefined where there is none.
 * @throws pulumi.RunError when it is not a lock
 */
export function readChartLock(directory: string, file = lockFile): ChartLock | undefined {
  const location = path.join(directory, file);
  if (!fs.existsSync(location)) return undefined;
  let content: unknown;
  try {
    content = yaml.parse(fs.readFileSync(location, "utf8"));
  } catch (error) {
    throw unusable(location, (error as Error).message.split("\n")[0] ?? "");
  }
  const parsed = chartLock.safeParse(content);
  if (parsed.success) return parsed.data;
  throw unusable(location, parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; "));
}

function unusable(location: string, what: string): pulumi.RunError {
  return new pulumi.RunError(
    `${location} must be a lock of charts, got: ${what}; delete it and run npm run charts -- pull`,
  );
}
