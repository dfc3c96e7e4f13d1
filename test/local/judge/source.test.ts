import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readSources } from "../../../local/judge/source";
import { UserError } from "../../../local/lib/errors";

let base = "";
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "source-"));
  mkdirSync(join(base, "apps", "deep"), { recursive: true });
  mkdirSync(join(base, "empty"));
  for (const file of ["one.yml", "apps/b.yaml", "apps/deep/a.json", "apps/notes.md", "apps/.hidden.yaml"]) {
    writeFileSync(join(base, file), file);
  }
});
afterAll(() => rmSync(base, { recursive: true }));
const read = (...paths: string[]) => readSources(paths, base, () => "piped");

describe("readSources", () => {
  it("reads files, folders with what is below them, and standard input, and names files from where it was called", () => {
    expect(read("one.yml", "apps", "-")).toEqual([
      { file: "one.yml", text: "one.yml" },
      { file: "apps/b.yaml", text: "apps/b.yaml" },
      { file: "apps/deep/a.json", text: "apps/deep/a.json" },
      { file: "stdin", text: "piped" },
    ]);
    expect(readSources([join(base, "one.yml")], join(base, "apps"), () => "")).toEqual([
      { file: join(base, "one.yml"), text: "one.yml" },
    ]);
  });

  it("fails when a path does not exist", () => {
    expect(() => read("nowhere.yaml")).toThrow(
      new UserError('what is judged must be readable, got "nowhere.yaml" (ENOENT); correct the path'),
    );
  });

  it("fails when a folder holds nothing to judge", () => {
    expect(() => read("empty")).toThrow(
      new UserError("empty must hold files with .yaml, .yml or .json, got none; correct the path"),
    );
  });
});
