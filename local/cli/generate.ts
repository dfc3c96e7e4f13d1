import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { format, resolveConfig } from "prettier";
import { configurationReference, stackFileSchema } from "../../src/settings/reference";
import { admissionReference } from "../reference/admission";
import { runCommand } from "../lib/command";
import { isRulePage, policyReference } from "../reference/policies";

const docs = resolve(__dirname, "../../docs");
const policies = join(docs, "policies");

/** Files that are made from the sources; a test fails when one is stale. */
export async function generated(): Promise<Record<string, string>> {
  const options = await resolveConfig(docs);
  const json = JSON.stringify(stackFileSchema());
  const files: Record<string, string> = {
    [join(docs, "stack.schema.json")]: await format(json, { ...options, parser: "json" }),
    [join(docs, "policies", "admission.md")]: await format(admissionReference(), { ...options, parser: "markdown" }),
    [join(docs, "configuration.md")]: await format(configurationReference(), { ...options, parser: "markdown" }),
  };
  for (const [name, text] of Object.entries(policyReference())) {
    files[join(policies, name)] = await format(text, { ...options, parser: "markdown" });
  }
  return files;
}

/** Pages of rules that there are no more. */
export function stale(files: Readonly<Record<string, string>>): string[] {
  return readdirSync(policies)
    .map((name) => join(policies, name))
    .filter((file) => !(file in files) && isRulePage(readFileSync(file, "utf8")));
}

if (require.main === module) {
  void runCommand(async () => {
    mkdirSync(policies, { recursive: true });
    const files = await generated();
    for (const [file, text] of Object.entries(files)) writeFileSync(file, text);
    for (const file of stale(files)) rmSync(file);
    return 0;
  });
}
