import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { expect, it } from "vitest";
import { generated } from "../../local/cli/generate";

it("fails when a generated file is stale: npm run generate", async () => {
  for (const [file, text] of Object.entries(await generated())) {
    expect(readFileSync(file, "utf8"), relative(process.cwd(), file)).toBe(text);
  }
});
