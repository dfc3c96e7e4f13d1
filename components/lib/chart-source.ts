import * as fs from "node:fs";
import * as path from "node:path";
import { RunError } from "@pulumi/pulumi/errors"; // the plan command reads charts too, and all of the SDK takes a second
import * as yaml from "yaml";
import type { ChartPin } from "./chart-pin";

/** What `kubernetes.helm.v4.Chart` needs to find a chart. */
export interface ChartReference {
  chart: string;
  version: string;
  repositoryOpts?: { repo: string };
}

/**
 * Where a chart comes from. `source` is the setting `platform:charts.source`: `oci://registry/prefix`, the https prefix
 * of a chart repository, or a folder with `<chart>-<version>.tgz` or `<chart>/`. @default the pin's own repository
 * @throws RunError when the source is none of these, or the folder does not hold the pinned version
 */
export function chartReference(pin: ChartPin, source: string = pin.repository): ChartReference {
  const prefix = source.replace(/\/+$/, "");
  if (prefix.startsWith("oci://")) return { chart: `${prefix}/${pin.name}`, version: pin.version };
  if (prefix.startsWith("https://")) return { chart: pin.name, version: pin.version, repositoryOpts: { repo: prefix } };
  if (/^[a-z]+:\/\//i.test(source)) {
    throw new RunError(
      `platform:charts.source must be oci://…, https://… or a folder, got ${source}; correct it, or remove it to use each chart's own repository`,
    );
  }
  return { chart: localChart(pin, source), version: pin.version };
}

/** True when the source is a folder on this machine. */
export function isFolder(source: string): boolean {
  return !source.includes("://");
}

/** Path of the pinned chart in a folder. @throws RunError that names what the folder has instead */
export function localChart(pin: Pick<ChartPin, "name" | "version">, directory: string): string {
  const archive = path.join(directory, `${pin.name}-${pin.version}.tgz`);
  if (fs.existsSync(archive)) return archive;
  const folder = path.join(directory, pin.name);
  const unpacked = unpackedVersion(folder);
  if (unpacked === pin.version) return folder;
  const found = [...(unpacked ? [unpacked] : []), ...archivedVersions(pin.name, directory)];
  throw new RunError(
    `chart folder ${directory} must hold ${pin.name} ${pin.version}, got ${found.join(", ") || "no version of it"}; run npm run charts -- pull --to ${directory}`,
  );
}

function unpackedVersion(folder: string): string | undefined {
  const file = path.join(folder, "Chart.yaml");
  if (!fs.existsSync(file)) return undefined;
  return (yaml.parse(fs.readFileSync(file, "utf8")) as { version?: string } | null)?.version;
}

function archivedVersions(name: string, directory: string): string[] {
  if (!fs.existsSync(directory)) return [];
  // A version starts with a digit, or v and one: `vault-1.0.0` is no version of `vault-secrets-operator`.
  const archive = new RegExp(`^${name}-(v?\\d.*)\\.tgz$`);
  return fs.readdirSync(directory).flatMap((file) => archive.exec(file)?.[1] ?? []);
}
