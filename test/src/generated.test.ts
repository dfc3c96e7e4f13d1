import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { expect, it } from "vitest";
import { generated, stale } from "../../local/cli/generate";

it("fails when a generated file is stale: npm run generate", async () => {
  const files = await generated();
  for (const [file, text] of Object.entries(files)) {
    expect(readFileSync(file, "utf8"), relative(process.cwd(), file)).toBe(text);
  }
  expect(stale(files)).toEqual([]);
});
