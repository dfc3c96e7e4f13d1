import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as tar from "tar";
import type { ChartPin } from "../../../components/lib/chart-pin";
import { UserError } from "../../lib/errors";
import { readChart } from "../contents";

/**
 * Puts an archive into its folder under the name `<chart>-<version>.tgz`, without values schemas that refer to another
 * host: Helm would fetch these at every render. It appears whole or not at all.
 * @param work an existing folder on the same disk, for what is not finished
 * @returns the bytes that were stored
 * @throws UserError when it is another chart than it should be
 */
export async function storeArchive(pin: ChartPin, archive: Buffer, directory: string, work: string): Promise<Buffer> {
  const unpacked = await fs.mkdtemp(path.join(work, "chart-"));
  const published = path.join(unpacked, "published.tgz");
  await fs.writeFile(published, archive);
  const chart = await readChart(published).catch(() => {
    throw new UserError(
      `${pin.repository} must serve ${pin.name} ${pin.version} as a Helm chart, got an archive that is none; correct the pin in src/versions.ts`,
    );
  });
  if (chart?.name !== pin.name || chart.version !== pin.version) {
    throw new UserError(
      `${pin.repository} must serve ${pin.name} ${pin.version}, got ${chart?.name} ${chart?.version}; correct the pin in src/versions.ts`,
    );
  }
  const stored = await withoutFarSchemas(published, unpacked);
  await fs.rename(stored, path.join(directory, `${pin.name}-${pin.version}.tgz`));
  return await fs.readFile(path.join(directory, `${pin.name}-${pin.version}.tgz`));
}

/** The archive itself where nothing has to go, else a new one with the same bytes at every run. */
async function withoutFarSchemas(archive: string, work: string): Promise<string> {
  const contents = path.join(work, "contents");
  await fs.mkdir(contents);
  await tar.extract({ file: archive, cwd: contents, strict: true });
  const files = (await fs.readdir(contents, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(contents, path.join(entry.parentPath, entry.name)))
    .sort();
  const kept: string[] = [];
  for (const file of files) {
    const isSchema = path.basename(file) === "values.schema.json";
    if (!isSchema || !refersElsewhere(await fs.readFile(path.join(contents, file), "utf8"))) kept.push(file);
  }
  if (kept.length === files.length) return archive;
  const repacked = path.join(work, "repacked.tgz");
  await tar.create({ file: repacked, cwd: contents, gzip: true, portable: true, mtime: new Date(0) }, kept);
  return repacked;
}

function refersElsewhere(schema: string): boolean {
  return /"\$ref"\s*:\s*"https?:/.test(schema);
}
