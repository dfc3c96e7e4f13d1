import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** Folder of this project: where Pulumi.yaml is. */
export const root = resolve(__dirname, "../..");

/** The packs of this project, in the order in which their findings are listed. */
export function ownPacks(): string[] {
  const folder = join(root, "policies");
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((directory) => existsSync(join(directory, "PulumiPolicy.yaml")));
}
