import * as fs from "node:fs";
import * as path from "node:path";
import { parseManifests } from "../charts/manifests";
import type { Manifest } from "../engine/types";
import { UserError } from "../lib/errors";

/** A chart that somebody rendered before. */
export interface RenderedChart {
  /** Name of the file, hence of the Chart resource. */
  chart: string;
  release: string;
  namespace: string;
  objects: Manifest[];
}

/**
 * The charts of a folder: `NAME.yaml` each, whose first line says `# release RELEASE, namespace NAMESPACE`.
 * @throws UserError when there are none, or a file does not begin so
 */
export function readCorpus(directory: string): RenderedChart[] {
  const files = fs.existsSync(directory) ? fs.readdirSync(directory).filter((file) => file.endsWith(".yaml")) : [];
  if (files.length === 0) {
    throw new UserError(`the folder must hold charts as NAME.yaml, got "${directory}"; correct the path`);
  }
  return files.sort().map((file) => {
    const text = fs.readFileSync(path.join(directory, file), "utf8");
    const [, release, namespace] = /^# release (\S+), namespace (\S+)$/m.exec(text.split("\n", 1)[0] ?? "") ?? [];
    if (release === undefined || namespace === undefined) {
      throw new UserError(
        `${file} must begin with "# release NAME, namespace NAME", got another line; render it again`,
      );
    }
    return { chart: path.basename(file, ".yaml"), release, namespace, objects: parseManifests(text) };
  });
}
