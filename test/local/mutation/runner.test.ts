import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { root } from "../../../local/lib/project";
import type { MutantRunOptions, MutantRunResult } from "../../../local/mutation/types";

let sandbox: string;

beforeEach(() => {
  sandbox = mkdtempSync(join(tmpdir(), "mutation-"));
  symlinkSync(join(root, "node_modules"), join(sandbox, "node_modules"));
  for (const [path, text] of Object.entries(FILES)) {
    mkdirSync(dirname(join(sandbox, path)), { recursive: true });
    writeFileSync(join(sandbox, path), text);
  }
});

afterEach(() => rmSync(sandbox, { recursive: true }));

describe("the runner of mutants", () => {
  it("runs the tests that ran the mutant, until one fails", () => {
    expect(run("first", { ...of("double.ts", "1"), testFilter: [DOUBLES, DESCRIBES] })).toEqual({
      status: "killed",
      killedBy: [DOUBLES],
      failureMessage: "expected 3 to be 4 // Object.is equality",
      nrOfTests: 1,
    });
  });

  it("judges what is decided while a file is loaded by the tests that run anything else of the file", () => {
    expect(run("first", of("double.ts", "2"))).toEqual({ status: "survived", nrOfTests: 1 });
  });

  it("does the same in a process that takes over from one that never ended", () => {
    run("first");
    expect(run("later", of("double.ts", "2"))).toEqual({ status: "survived", nrOfTests: 1 });
  });

  it("judges a file of constants by the direct cases of all that load it", () => {
    expect(run("first", of("unit.ts", "3"))).toEqual({ status: "survived", nrOfTests: 5 });
  });

  it("judges a file that remembers by all tests of the files that load it", () => {
    const mutant = { ...of("memory.ts", "5"), testFilter: ["test/policies/lib/double.test.ts memory > remembers"] };
    expect(run("first", mutant)).toMatchObject({
      status: "killed",
      killedBy: ["test/policies/lib/double.test.ts memory > has not forgotten"],
    });
  });

  it("begins with the tests that noticed other mutants", () => {
    const mutant = { ...of("double.ts", "1"), testFilter: [DESCRIBES, DOUBLES] };
    expect(run("first", mutant, mutant)).toMatchObject({ status: "killed", killedBy: [DOUBLES], nrOfTests: 1 });
  });

  it("ends a mutant that one test runs far too often, however often all together do", () => {
    const mutant = { ...of("double.ts", "4"), testFilter: [DOUBLES], hitLimit: 1e12 };
    expect(run("first", mutant)).toEqual({ status: "timeout", reason: "it ran too often" });
  });

  it("ends a loop that a mutant outside of it keeps from its end", () => {
    const mutant = { ...of("memory.ts", "6"), testFilter: [COUNTS], hitLimit: 100 };
    for (const process_ of ["first", "later"] as const) {
      expect(run(process_, mutant)).toEqual({ status: "timeout", reason: "it ran too often" });
    }
  });
});

const DOUBLES = "test/policies/lib/double.test.ts double > doubles";
const COUNTS = "test/policies/lib/double.test.ts memory > counts";
const DESCRIBES = "test/policies/lib/double.test.ts double > has a unit";

/** As Stryker writes a file: `is(n)` whether mutant n is active, `stryCov_1("n")` that it could have been. */
const INSTRUMENTED = `
const state = globalThis.__stryker__;
state.mutantCoverage ??= { static: {}, perTest: {} };
function stryCov_1(...ids: string[]) {
  const test = state.currentTestId;
  const hits = test ? (state.mutantCoverage.perTest[test] ??= {}) : state.mutantCoverage.static;
  for (const id of ids) hits[id] = (hits[id] ?? 0) + 1;
}
function is(id: string) {
  if (state.activeMutant !== id) return false;
  if (state.hitLimit !== undefined && ++state.hitCount > state.hitLimit) throw new Error("too often");
  return true;
}
`;

const FILES = {
  "policies/lib/unit.ts": `${INSTRUMENTED}
export const UNIT = is("3") ? "" : (stryCov_1("3"), "pieces");
`,
  "policies/lib/double.ts": `${INSTRUMENTED}
import { UNIT } from "./unit";
export const unit = UNIT;
const factor = is("2") ? 2.0 : (stryCov_1("2"), 2);
export function double(n: number) {
  while (is("4") ? true : (stryCov_1("4"), false));
  return is("1") ? n + 1 : (stryCov_1("1"), n * factor);
}
`,
  "policies/lib/memory.ts": `${INSTRUMENTED}
const known = new Map<number, number>();
export function square(n: number) {
  if (!known.has(n)) known.set(n, is("5") ? n : (stryCov_1("5"), n * n));
  return known.get(n);
}
export function count(to: number) {
  const by = is("6") ? 0 : (stryCov_1("6"), 1);
  let n = 0;
  for (; n < to; n += by) stryCov_1("7");
  return n;
}
`,
  "test/policies/cases/even.ts": "",
  "test/policies/lib/double.test.ts": `
import { describe, expect, it } from "vitest";
import { double, unit } from "../../../policies/lib/double";
import { count, square } from "../../../policies/lib/memory";
describe("double", () => {
  it("doubles", () => { expect(double(2)).toBe(4); });
  it("has a unit", () => { expect(typeof unit).toBe("string"); });
});
describe("memory", () => {
  it("remembers", () => { square(3); });
  it("counts", () => { expect(count(3)).toBe(3); });
  it("has not forgotten", () => { expect(square(3)).toBe(9); });
});
describe("even", () => {
  it("repeats no secret", () => { throw new Error("a derived check"); });
});
`,
};

function of(file: string, id: string) {
  return { activeMutant: { id }, sandboxFileName: join(sandbox, "policies/lib", file) };
}

type Mutant = Pick<MutantRunOptions, "activeMutant" | "sandboxFileName"> & Partial<MutantRunOptions>;

/** What a process of its own says of the last mutant: the runner takes Vitest's place there. */
function run(process_: "first" | "later", ...mutants: Mutant[]): MutantRunResult | undefined {
  const script = `
    require("tsx/cjs/api").register();
    const { InProcessRunner } = require("./local/mutation/runner.ts");
    void (async () => {
      const runner = new InProcessRunner(${JSON.stringify(sandbox)});
      await runner.init();
      if (${process_ === "first"}) await runner.dryRun({ files: ["policies/lib/double.ts"] });
      let result;
      for (const mutant of ${JSON.stringify(mutants)}) {
        result = await runner.mutantRun({ mutantActivation: mutant.testFilter ? "runtime" : "static", ...mutant });
      }
      process.stdout.write(JSON.stringify(result ?? null));
    })();`;
  const said = execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
  return (JSON.parse(said) as MutantRunResult | null) ?? undefined;
}
