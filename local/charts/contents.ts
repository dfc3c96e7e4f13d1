import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as tar from "tar";
import * as yaml from "yaml";
import { messageOf, UserError } from "../lib/errors";

/** What a chart says of itself and of its values, without its templates. */
export interface ChartContents {
  name: string;
  version: string;
  appVersion?: string;
  /** Text of values.yaml, whose comments matter too; empty when it has none. */
  values: string;
  /** values.schema.json, parsed. */
  schema?: unknown;
  dependencies: ChartDependency[];
  /** Charts inside this one. */
  subcharts: ChartContents[];
}

export interface ChartDependency {
  name: string;
  /** Exact version or a range. */
  version?: string;
  /** Key of its values, where it is not its name. */
  alias?: string;
  /** Paths of values that switch it on, separated by commas. */
  condition?: string;
}

type Files = Map<string, Buffer>;

/** Files that tell about values: of the chart, of charts inside it, and archives of such. */
const telling = /^(charts\/[^/]+\/)*(Chart\.yaml|values\.yaml|values\.schema\.json|charts\/[^/]+\.tgz)$/;

/**
 * Reads a folder or an archive. Undefined for a folder without Chart.yaml.
 * @throws UserError when it cannot be read as a chart
 */
export async function readChart(location: string): Promise<ChartContents | undefined> {
  try {
    const isFolder = (await fs.stat(location)).isDirectory();
    const files = isFolder ? await filesOfFolder(location) : await filesOfArchive(await fs.readFile(location));
    if (isFolder && !files.has("Chart.yaml")) return undefined;
    return await contents(files);
  } catch (error) {
    throw new UserError(
      `${location} must be a Helm chart, got: ${messageOf(error)}; delete it and run npm run charts -- pull`,
    );
  }
}

async function contents(files: Files): Promise<ChartContents> {
  const text = (name: string) => files.get(name)?.toString("utf8");
  const chart = yaml.parse(text("Chart.yaml") ?? "") as Partial<ChartContents> | null;
  if (!chart?.name || !chart.version) throw new Error("no Chart.yaml with name and version");
  const schema = text("values.schema.json");
  return {
    name: chart.name,
    version: chart.version,
    appVersion: chart.appVersion,
    values: text("values.yaml") ?? "",
    schema: schema === undefined ? undefined : (JSON.parse(schema) as unknown),
    dependencies: chart.dependencies ?? [],
    subcharts: await subcharts(files),
  };
}

async function subcharts(files: Files): Promise<ChartContents[]> {
  const folders = new Map<string, Files>();
  const found: ChartContents[] = [];
  for (const [name, content] of files) {
    const [, folder = "", rest = ""] = /^charts\/([^/]+)\/(.+)$/.exec(name) ?? [];
    if (folder) folders.set(folder, (folders.get(folder) ?? new Map<string, Buffer>()).set(rest, content));
    else if (name.endsWith(".tgz")) found.push(await contents(await filesOfArchive(content)));
  }
  for (const inner of folders.values()) if (inner.has("Chart.yaml")) found.push(await contents(inner));
  return found;
}

async function filesOfFolder(folder: string): Promise<Files> {
  const files: Files = new Map();
  // Templates can be many; nothing of them is wanted.
  const names = [...(await fs.readdir(folder)), ...(await insideCharts(folder))];
  for (const name of names.map((name) => name.split(path.sep).join("/"))) {
    if (telling.test(name)) files.set(name, await fs.readFile(path.join(folder, name)));
  }
  return files;
}

async function insideCharts(folder: string): Promise<string[]> {
  try {
    const names = await fs.readdir(path.join(folder, "charts"), { recursive: true });
    return names.map((name) => path.join("charts", name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

async function filesOfArchive(archive: Buffer): Promise<Files> {
  const files: Files = new Map();
  await new Promise<void>((resolve, reject) => {
    const list = new tar.Parser({ strict: true });
    list.on("entry", (entry: tar.ReadEntry) => {
      // Every path in a chart's archive starts with the chart's name.
      const name = entry.path.slice(entry.path.indexOf("/") + 1);
      if (!telling.test(name)) return void entry.resume();
      const chunks: Buffer[] = [];
      entry.on("data", (chunk: Buffer) => chunks.push(chunk));
      entry.on("end", () => files.set(name, Buffer.concat(chunks)));
    });
    list.on("end", () => resolve());
    list.on("error", reject);
    list.end(archive);
  });
  return files;
}
