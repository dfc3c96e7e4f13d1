import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { root } from "../local/lib/project";

interface Job {
  rules: { if: string }[];
  script: string[];
  before_script?: string[];
}
const files = readdirSync(join(root, ".gitlab"));
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };

describe.each(files)("the job file %s", (file) => {
  const jobs = parse(readFileSync(join(root, ".gitlab", file), "utf8")) as Record<string, Job>;

  it("runs commands of this project that exist", () => {
    const commands = Object.values(jobs)
      .flatMap(({ before_script = [], script }) => [...before_script, ...script])
      .flatMap((line) => [...line.matchAll(/npm run ([a-z:-]+)/g)].map(([, name]) => name!));
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((name) => !(name in scripts))).toEqual([]);
  });

  it("says when each job runs, and holds no credential", () => {
    for (const { rules } of Object.values(jobs)) expect(rules.length).toBeGreaterThan(0);
    expect(readFileSync(join(root, ".gitlab", file), "utf8")).not.toMatch(/AKIA|glpat-|password:|secret:/i);
  });
});
