import { relative } from "node:path";

import type { Part } from "./parts";
import type { Mutant, StrykerModule } from "./types";

/** Folder of reports and of what is remembered between runs. */
export const OUT = "out/mutation";

const STRYKER: string = "@stryker-mutator/core";

/** What the packs and their tests read; of the rest no copy is made. */
const SANDBOX = [
  "package.json",
  "tsconfig.json",
  "Pulumi.yaml",
  "policies/**",
  "test/policies/**",
  "test/support/**",
  "local/**",
  "src/**",
  "components/**",
  "docs/policies/**",
];

/** Mutates the files, and says of every mutant whether a test noticed. */
export async function mutate(part: Part): Promise<Mutant[]> {
  const { Stryker } = (await import(STRYKER)) as StrykerModule;
  const results = await new Stryker(options(part)).runMutationTest();
  const asked = new Set(part.files);
  const named = results.map((result) => ({ ...result, fileName: relative(process.cwd(), result.fileName) }));
  return named.filter(({ fileName }) => asked.has(fileName));
}

function options({ name, files }: Part): object {
  return {
    mutate: files,
    plugins: [require.resolve("./entry.js")],
    testRunner: "in-process",
    ignorers: ["metadata"],
    coverageAnalysis: "perTest",
    // The tests run in one process; a second would need the memory and the core of a neighbour.
    concurrency: 1,
    ignorePatterns: ["**", ...SANDBOX.map((path) => `!${path}`)],
    tempDirName: `out/stryker/${name}`,
    // Only results that nothing since could have changed are taken from a run before.
    incremental: true,
    incrementalFile: `${OUT}/${name}.incremental.json`,
    reporters: ["progress-append-only", "html"],
    htmlReporter: { fileName: `${OUT}/${name}.html` },
    // Only a mutant that loops without running mutated code reaches this, others are counted; less would take a busy
    // machine for a noticed mutant.
    timeoutMS: 300_000,
    dryRunTimeoutMinutes: 60,
    warnings: { slow: false },
    // The transpiler checks no types; Stryker need not silence them.
    disableTypeChecks: false,
    allowConsoleColors: false,
  };
}
