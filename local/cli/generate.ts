import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import { configurationReference, stackFileSchema } from "../../src/settings/reference";
import { admissionReference } from "../reference/admission";
import { runCommand } from "../lib/command";

const docs = resolve(__dirname, "../../docs");

/** Files that are made from the sources; a test fails when one is stale. */
export async function generated(): Promise<Record<string, string>> {
  const options = await resolveConfig(docs);
  const json = JSON.stringify(stackFileSchema());
  return {
    [join(docs, "stack.schema.json")]: await format(json, { ...options, parser: "json" }),
    [join(docs, "policies", "admission.md")]: await format(admissionReference(), { ...options, parser: "markdown" }),
    [join(docs, "configuration.md")]: await format(configurationReference(), { ...options, parser: "markdown" }),
  };
}

if (require.main === module) {
  void runCommand(async () => {
    mkdirSync(join(docs, "policies"), { recursive: true });
    for (const [file, text] of Object.entries(await generated())) writeFileSync(file, text);
    return 0;
  });
}
